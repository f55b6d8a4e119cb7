/** What Carol archives, and in which format. */
import { createFormat, createGraph } from '../portability/kinds.js';
import { CAROL_COMPANIONS } from './companions/index.js';
import { CAROL_KINDS } from './kinds/index.js';
import { CAROL } from './product.js';
import { UPGRADES } from './upgrades/index.js';

export const FORMAT = createFormat(
  CAROL,
  UPGRADES,
  CAROL_COMPANIONS.flatMap(({ files }) => files),
);

export const CAROL_GRAPH = createGraph(CAROL_KINDS, FORMAT);
