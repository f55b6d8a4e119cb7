/** The data source of the TypeORM command line: `typeorm migration:run -d dist/ormconfig.js`; needs DATABASE_URL. */
import { ACCOUNT_ENTITIES } from './src/accounts/entities.js';
import { CAROL_ENTITIES } from './src/carol/entities/index.js';
import { loadConfig } from './src/config.js';
import { createDataSource } from './src/database/data-source.js';
import { MIGRATIONS } from './migrations/index.js';

const { databaseUrl } = loadConfig();
if (databaseUrl === undefined)
  throw new Error('Set DATABASE_URL: the embedded PostgreSQL runs only with the application');

export default createDataSource(databaseUrl, {
  entities: [...ACCOUNT_ENTITIES, ...CAROL_ENTITIES],
  migrations: [...MIGRATIONS],
  queryTimeout: 0,
});
