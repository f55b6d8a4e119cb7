/** The controllers at the addresses that the host chooses. */
import { Controller, type Type } from '@nestjs/common';
import { ApiDefaultResponse } from '@nestjs/swagger';
import { DataPortabilityController } from './data-portability.controller.js';
import { problemResponse } from './dto.js';
import { UndoController } from './undo.controller.js';
import { UploadsController } from './uploads.controller.js';
import { ProblemPagesController } from './problems/problem-pages.controller.js';
import { DEFAULT_PROBLEMS_PATH, pagesAt } from './problems/problems-path.js';

export interface AddressOptions {
  /** Where `export`, `import` and `import/preview` are, without slashes around it; false for no controller at all: handlers only. */
  readonly path: string | false;
  /** Where the pages of the problem types are, without slashes around it; default `problems`. */
  readonly problemsPath?: string;
  /**
   * What stands before every address where clients see it, such as `/carol` behind a proxy: links, problem types and `Location` begin
   * with it. Whether requests arrive with it is the host's affair. Default none.
   */
  readonly basePath?: string;
}

/** Decorators are written before the options are known, so each mount has classes of its own. */
export function controllersAt({
  path,
  problemsPath = DEFAULT_PROBLEMS_PATH,
  basePath = '',
}: AddressOptions): Type[] {
  if (path === false) return [];
  // An address that is spelt out comes before one with a parameter.
  const own = [at(path, UndoController), at(path, DataPortabilityController), at(path, UploadsController)];
  for (const each of own) ApiDefaultResponse(problemResponse(pagesAt(problemsPath, basePath)))(each);
  return [...own, at(problemsPath, ProblemPagesController)];
}

/** A subclass under the same name, which the OpenAPI document derives the ids of operations from. */
function at<Base extends Type>(path: string, base: Base): Base {
  class Mounted extends base {}
  Object.defineProperty(Mounted, 'name', { value: base.name });
  Controller(path)(Mounted);
  return Mounted;
}
