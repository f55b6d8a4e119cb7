/** What any host may call for its own kinds, called for Carol's. */
import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { describePortability } from '../../src/portability/testing.js';
import { startTestService, type TestService } from '../support/service.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service?.close());

describePortability(
  { describe, it },
  () => ({
    app: service.server.app,
    createUser: async () => (await service.createUser()).id,
  }),
  { runs: 2 },
);
