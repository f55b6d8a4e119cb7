/** The settings of the embedded server: one person's data, local connections only, nothing of the data in its log. */

/** `name=value` pairs for `postgres -c`. */
export function serverSettings(port: number, durable: boolean): readonly string[] {
  return [
    'listen_addresses=127.0.0.1',
    `port=${port}`,
    'unix_socket_directories=',
    'password_encryption=scram-sha-256',
    'max_connections=100',
    'shared_buffers=128MB',
    // There is no replica: COPY into a fresh table then skips the WAL.
    'wal_level=minimal',
    'max_wal_senders=0',
    'timezone=UTC',
    // Statements, their errors and details quote rows: only the server's own messages are written.
    'log_min_messages=log',
    'log_min_error_statement=panic',
    'log_error_verbosity=terse',
    'log_checkpoints=off',
    ...(durable ? [] : ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']),
  ];
}
