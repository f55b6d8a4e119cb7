/** Asks the host application's own guard, so that the module has no idea of accounts. */
import { Inject, Injectable, type CanActivate, type ExecutionContext, type Type } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { Request } from 'express';
import type { Constants } from '../storage/constants.js';

/** The id of the authenticated user of a request that the guard let pass; a UUID. */
export type CurrentUser = (request: Request) => string;

/** What the host fills into rows that a request makes, by column; see `storage.constants`. */
export type ConstantsOf = (request: Request) => Constants;

/** What the host says of requests. */
export interface HostRequests {
  readonly currentUser: CurrentUser;
  readonly constants: ConstantsOf;
}

export const REQUESTS = Symbol('HostRequests');
export const HOST_GUARD = Symbol('HostGuard');

@Injectable()
export class PortabilityGuard implements CanActivate {
  constructor(
    private readonly modules: ModuleRef,
    @Inject(HOST_GUARD) private readonly guard: Type<CanActivate>,
  ) {}

  canActivate(context: ExecutionContext) {
    return this.modules.get<CanActivate>(this.guard, { strict: false }).canActivate(context);
  }
}
