/** The card behind nginx with TLS, below a path of an origin that others share: signed in, out with the data, and in again. */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFiles } from '../support/archive-files.js';
import { hasOpenssl, selfSigned } from '../support/certificate.js';
import { hasNginx, startNginx } from '../support/nginx.js';
import type { RunningProxy } from '../support/proxy-program.js';
import { openPage, type AccountPage } from './account-page.js';
import { archiveOf, ELSEWHERE, HERE } from './archives.js';
import { startCardService } from './card-service.js';
import { describeInBrowser } from './chromium.js';

/** Not where the browser is: what nginx says of Host and protocol is not needed for signing in. */
const PUBLIC_URL = 'https://example.org/carol';

const missing = !hasNginx ? 'nginx' : hasOpenssl ? undefined : 'openssl';

/** As people write it; the slash at the end decides who takes the path off. */
const configuration = (target: string): string => `
server {
  listen 127.0.0.1:PORT_IN ssl;
  ssl_certificate server.crt;
  ssl_certificate_key server.key;
  client_max_body_size 0;
  location / { return 200 "another application"; }
  location /carol/ { proxy_pass ${target}; proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; }
}
`;

describeInBrowser(
  `below a path${missing === undefined ? '' : ` (skipped: needs ${missing})`}`,
  (running) => {
    const describeHere = missing === undefined ? describe.each : describe.skip.each;

    describeHere([
      ['that takes the path off', 'http://127.0.0.1:PORT_OUT/'],
      ['that passes the path on', 'http://127.0.0.1:PORT_OUT'],
    ])('by a proxy %s', (_, target) => {
      let nginx: RunningProxy;
      beforeAll(async () => {
        nginx = await startNginx(configuration(target), running.service.url, { files: selfSigned() });
      });
      afterAll(() => nginx?.stop());

      it('the card signs in with a password, exports, imports and stays where it is', async () => {
        const user = await running.service.createUser({ password: 'a long enough password' });
        await running.service.give(user, await archiveOf(HERE));
        const asked: string[] = [];
        const card: AccountPage = await openPage(running.browser, `${nginx.url}/carol/`, {}, (url) =>
          asked.push(url),
        );
        await card.page.getByLabel('Email').fill(user.email);
        await card.page.getByLabel('Password').fill(user.password);
        await card.button('Sign in').click();
        await card.page.getByText(`Signed in as ${user.email}`).waitFor();
        expect(card.page.url()).toBe(`${nginx.url}/carol/account`);

        const [cookie] = await card.context.cookies();
        expect(cookie).toMatchObject({ name: 'carol_session', path: '/carol', secure: true, httpOnly: true });

        const started = card.page.waitForEvent('download');
        await card.button('Download my data').click();
        const archive = await readFile(await (await started).path());
        expect((await readFiles(archive)).get('people.yaml')?.toString()).toContain('Edsger');

        await card.choose(await archiveOf(ELSEWHERE));
        await card.page.getByRole('heading', { name: 'What merging would do' }).waitFor();
        await card.button('Merge this file').click();
        await card.page.getByRole('heading', { name: 'Done' }).waitFor();
        expect(await running.service.rowsOf(user)).toEqual({
          people: 4,
          personContacts: 1,
          notes: 2,
          jobs: 1,
        });

        // A page that is loaded anew, at its own address, is the same page.
        await card.page.reload();
        await card.page.getByText(`Signed in as ${user.email}`).waitFor();
        const strays = asked.filter((url) => /^https?:/.test(url) && !url.startsWith(`${nginx.url}/carol/`));
        expect(strays).toEqual([]);
        await card.close();
      });

      it('a one-time link signs in', async () => {
        const user = await running.service.createUser();
        const link = running.service.signInLink(user, PUBLIC_URL);
        expect(link.startsWith(`${PUBLIC_URL}/sign-in#`)).toBe(true);
        const card = await openPage(running.browser, link.replace('https://example.org', nginx.url));
        await card.page.getByText(`Signed in as ${user.email}`).waitFor();
        await card.close();
      });
    });
  },
  () => startCardService({ PUBLIC_URL, TRUST_PROXY: '1' }),
);
