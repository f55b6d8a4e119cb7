/** Who is asking: this application believes a header, as behind a proxy that has signed people in. */
import { Injectable, UnauthorizedException, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';

const MEMBERS: Readonly<Record<string, string>> = {
  ada: 'aaaaaaaa-0000-4000-8000-000000000001',
  grace: 'bbbbbbbb-0000-4000-8000-000000000002',
};

export const memberId = (request: Request): string => MEMBERS[String(request.headers['x-member'])] ?? '';

@Injectable()
export class MemberGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    if (memberId(context.switchToHttp().getRequest<Request>()) === '') throw new UnauthorizedException();
    return true;
  }
}
