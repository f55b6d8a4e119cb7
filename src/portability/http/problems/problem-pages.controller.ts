/** The list of problem types, and a page for each: the addresses that problem types are. */
import { Get, Header, Inject, Param, UseFilters } from '@nestjs/common';
import { ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import { PROBLEM_SLUGS, PortabilityError } from '../../errors.js';
import { DescribeOperation } from '../openapi/describe-operation.js';
import { OPERATIONS } from '../openapi/operations.js';
import { ProblemFilter } from './filter.js';
import { PAGE_POLICY, PROBLEM_PAGES, type ProblemPages } from './problem-pages.js';

const PAGE = {
  description: 'A page for people',
  content: { 'text/html': { schema: { type: 'string' } } },
} as const;

@ApiTags('Problems')
@UseFilters(ProblemFilter)
export class ProblemPagesController {
  constructor(@Inject(PROBLEM_PAGES) private readonly pages: ProblemPages) {}

  @Get()
  @DescribeOperation(OPERATIONS.listProblemTypes)
  @ApiOkResponse(PAGE)
  @Header('Content-Type', 'text/html; charset=utf-8')
  @Header('Content-Security-Policy', PAGE_POLICY)
  @Header('X-Content-Type-Options', 'nosniff')
  @Header('Cache-Control', 'public, max-age=3600')
  index(): string {
    return this.pages.index();
  }

  @Get(':slug')
  @DescribeOperation(OPERATIONS.getProblemType)
  @ApiParam({ name: 'slug', schema: { type: 'string', enum: [...PROBLEM_SLUGS] } })
  @ApiOkResponse(PAGE)
  @Header('Content-Type', 'text/html; charset=utf-8')
  @Header('Content-Security-Policy', PAGE_POLICY)
  @Header('X-Content-Type-Options', 'nosniff')
  @Header('Cache-Control', 'public, max-age=3600')
  page(@Param('slug') name: string): string {
    const slug = PROBLEM_SLUGS.find((candidate) => candidate === name);
    if (!slug) throw new PortabilityError('not-found', 'There is no such problem type.');
    return this.pages.page(slug);
  }
}
