/** The built service as a process that ends itself by SIGKILL at the k-th interaction of what it is told to do. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '../../dist/src/config.js';
import { openInstance } from '../../dist/src/instance.js';
import { MAINTENANCE } from '../../dist/src/portability/maintenance.js';
import { PORTABILITY } from '../../dist/src/portability/portability.js';
import { startServer } from '../../dist/src/server.js';
import { takeClock } from './clock-seam.js';
import { watchDatabase } from './database-seam.js';
import { watchFiles, watchWorkspaces } from './files-seam.js';
import { createInjector } from './injector.js';
import { watchStore } from './store-seam.js';

const config = loadConfig();
const instance = await openInstance(config, () => undefined);
const injector = createInjector();
const clock = takeClock(0);
const { store } = watchStore(instance.blobs, injector, clock);
const server = await startServer(config, { ...instance, blobs: store });
const temporary = join(config.dataDir, 'tmp');
mkdirSync(temporary, { recursive: true });
watchDatabase({ dataSource: instance.dataSource, injector, clock, slow: 0 });
await watchFiles(temporary, injector, clock);
const portability = server.app.get(PORTABILITY, { strict: false });
Object.assign(portability, { workspaces: watchWorkspaces(portability.workspaces, injector, clock) });

/** Connections that are there already are not met on the way. */
await Promise.all(Array.from({ length: 4 }, () => instance.dataSource.query('SELECT 1')));
await server.app.get(MAINTENANCE, { strict: false }).run();

process.on('message', ({ at, sweep }) => {
  injector.begin({ at, kind: 'killed' });
  process.send({ begun: true });
  if (sweep)
    void server.app
      .get(MAINTENANCE, { strict: false })
      .run()
      .then(() => process.exit(0));
});
process.send({ url: server.url });
