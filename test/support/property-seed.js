/** Properties try the examples of Jest's seed: a run is had again by `--seed`. */
import { jest } from '@jest/globals';
import fc from 'fast-check';

fc.configureGlobal({ seed: jest.getSeed() });
