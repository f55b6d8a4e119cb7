/** A real Ceph object gateway over a cluster of one monitor and one store in memory, where Debian's packages for it are installed. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { freePort } from '../../src/database/server-connection.js';
import { installed } from './installed.js';
import { eventually } from './raw-http.js';
import type { S3Server } from './s3-server.js';

export const hasCeph = ['ceph', 'ceph-mon', 'ceph-osd', 'radosgw'].every((tool) =>
  installed(tool, 'ceph version'),
);

/** The least that a cluster needs, all of it in one folder; cephx, as the gateway does not start without keys. */
const configuration = (folder: string, fsid: string, monitor: string, gateway: number): string => `[global]
fsid = ${fsid}
mon initial members = a
mon host = ${monitor}
public addr = 127.0.0.1
cluster addr = 127.0.0.1
ms bind ipv6 = false
keyring = ${folder}/keyring
mon data = ${folder}/mon
mon data avail warn = 0
mon data avail crit = 0
osd data = ${folder}/osd
osd objectstore = memstore
memstore device bytes = 1073741824
mon allow pool size one = true
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd pool default pgp num = 1
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
admin socket = ${folder}/$name.asok
log file = ${folder}/$name.log
pid file = ${folder}/$name.pid
run dir = ${folder}
crash dir = ${folder}
rgw frontends = beast endpoint=127.0.0.1:${gateway}
rgw thread pool size = 16
[osd]
keyring = ${folder}/osd.keyring
`;

/** About 12 s. */
export async function startCeph(): Promise<Omit<S3Server, 'directory'>> {
  const folder = await mkdtemp(join(tmpdir(), 'carol-ceph-'));
  const children: ChildProcess[] = [];
  const run = async (tool: string, ...args: string[]): Promise<void> => {
    await promisify(execFile)(tool, args, { cwd: folder, timeout: 60_000 });
  };
  const start = (tool: string, ...args: string[]): void => {
    const options = { cwd: folder, stdio: 'ignore' } as const;
    children.push(spawn(tool, ['-c', 'ceph.conf', ...args, '-f'], options));
  };
  const close = async (): Promise<void> => {
    for (const child of children.reverse()) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const [fsid, osd] = [randomUUID(), randomUUID()];
    const [v2, v1, gateway] = [await freePort(), await freePort(), await freePort()];
    const monitor = `[v2:127.0.0.1:${v2}/0,v1:127.0.0.1:${v1}/0]`;
    await writeFile(join(folder, 'ceph.conf'), configuration(folder, fsid, monitor, gateway));
    for (const name of ['mon', 'osd']) await mkdir(join(folder, name));

    const everything = ['mon', 'osd', 'mgr'].flatMap((daemon) => ['--cap', daemon, 'allow *']);
    await run('ceph-authtool', '--create-keyring', 'keyring', '--gen-key', '-n', 'mon.', ...everything);
    await run('ceph-authtool', 'keyring', '--gen-key', '-n', 'client.admin', ...everything);
    await run('monmaptool', '--create', '--fsid', fsid, '--addv', 'a', monitor, 'monmap');
    await run(
      'ceph-mon',
      ...['-c', 'ceph.conf', '-i', 'a', '--mkfs', '--monmap', 'monmap', '--keyring', 'keyring'],
    );
    start('ceph-mon', '-i', 'a');
    await run('ceph', '-c', 'ceph.conf', 'osd', 'new', osd);
    const caps = ['mon', 'allow profile osd', 'osd', 'allow *'];
    await run('ceph', ...['-c', 'ceph.conf', 'auth', 'get-or-create', 'osd.0', ...caps, '-o', 'osd.keyring']);
    await run('ceph-osd', '-c', 'ceph.conf', '-i', '0', '--mkfs', '--osd-uuid', osd);
    start('ceph-osd', '-i', '0');
    const keys = { accessKeyId: 'carol-access', secretAccessKey: 'carol-secret' };
    await run(
      'radosgw-admin',
      ...['-c', 'ceph.conf', 'user', 'create', '--uid=carol', '--display-name=Carol'],
      ...[`--access-key=${keys.accessKeyId}`, `--secret-key=${keys.secretAccessKey}`],
    );
    start('radosgw', '-n', 'client.admin');

    const endpoint = `http://127.0.0.1:${gateway}`;
    await eventually(async () => void (await fetch(endpoint)), 60_000);
    const place = { endpoint, region: 'us-east-1' };
    const client = new S3Client({ ...place, credentials: keys, forcePathStyle: true });
    await client.send(new CreateBucketCommand({ Bucket: 'carol' }));
    client.destroy();
    return { options: { ...place, ...keys, bucket: 'carol', partBytes: 5 * 1024 * 1024 }, close };
  } catch (error) {
    await close();
    throw error;
  }
}
