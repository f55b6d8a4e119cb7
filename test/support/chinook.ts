/**
 * A schema that nobody here made: the tables of Chinook, the sample shop of digital media (MIT licence), in its form for PostgreSQL with serial keys;
 * and what is a customer's own of it: invoices and their lines. Artists, albums and tracks are the shop's.
 */
import {
  choice, decimal, defineKind, inColumn, integer, optional, storedAs, timestamp, type Field, type Kind,
} from '../../src/portability/kinds.js'; // prettier-ignore

/** How many tracks the shop has. */
const TRACKS = 5;

export const CHINOOK = `
  CREATE TABLE artist (artist_id SERIAL NOT NULL, name VARCHAR(120), CONSTRAINT artist_pkey PRIMARY KEY (artist_id));
  CREATE TABLE album (album_id SERIAL NOT NULL, title VARCHAR(160) NOT NULL, artist_id INT NOT NULL, CONSTRAINT album_pkey PRIMARY KEY (album_id));
  CREATE TABLE genre (genre_id SERIAL NOT NULL, name VARCHAR(120), CONSTRAINT genre_pkey PRIMARY KEY (genre_id));
  CREATE TABLE media_type (media_type_id SERIAL NOT NULL, name VARCHAR(120), CONSTRAINT media_type_pkey PRIMARY KEY (media_type_id));
  CREATE TABLE track (
    track_id SERIAL NOT NULL, name VARCHAR(200) NOT NULL, album_id INT, media_type_id INT NOT NULL, genre_id INT, composer VARCHAR(220),
    milliseconds INT NOT NULL, bytes INT, unit_price NUMERIC(10,2) NOT NULL, CONSTRAINT track_pkey PRIMARY KEY (track_id));
  CREATE TABLE customer (
    customer_id SERIAL NOT NULL, first_name VARCHAR(40) NOT NULL, last_name VARCHAR(20) NOT NULL, company VARCHAR(80), address VARCHAR(70), city VARCHAR(40),
    state VARCHAR(40), country VARCHAR(40), postal_code VARCHAR(10), phone VARCHAR(24), fax VARCHAR(24), email VARCHAR(60) NOT NULL, support_rep_id INT,
    CONSTRAINT customer_pkey PRIMARY KEY (customer_id));
  CREATE TABLE invoice (
    invoice_id SERIAL NOT NULL, customer_id INT NOT NULL, invoice_date TIMESTAMP NOT NULL, billing_address VARCHAR(70), billing_city VARCHAR(40),
    billing_state VARCHAR(40), billing_country VARCHAR(40), billing_postal_code VARCHAR(10), total NUMERIC(10,2) NOT NULL,
    CONSTRAINT invoice_pkey PRIMARY KEY (invoice_id));
  CREATE TABLE invoice_line (
    invoice_line_id SERIAL NOT NULL, invoice_id INT NOT NULL, track_id INT NOT NULL, unit_price NUMERIC(10,2) NOT NULL, quantity INT NOT NULL,
    CONSTRAINT invoice_line_pkey PRIMARY KEY (invoice_line_id));
  ALTER TABLE album ADD FOREIGN KEY (artist_id) REFERENCES artist (artist_id) ON DELETE NO ACTION ON UPDATE NO ACTION;
  ALTER TABLE invoice ADD FOREIGN KEY (customer_id) REFERENCES customer (customer_id) ON DELETE NO ACTION ON UPDATE NO ACTION;
  ALTER TABLE invoice_line ADD FOREIGN KEY (invoice_id) REFERENCES invoice (invoice_id) ON DELETE NO ACTION ON UPDATE NO ACTION;
  ALTER TABLE invoice_line ADD FOREIGN KEY (track_id) REFERENCES track (track_id) ON DELETE NO ACTION ON UPDATE NO ACTION;
  ALTER TABLE track ADD FOREIGN KEY (album_id) REFERENCES album (album_id), ADD FOREIGN KEY (genre_id) REFERENCES genre (genre_id),
    ADD FOREIGN KEY (media_type_id) REFERENCES media_type (media_type_id);
  CREATE INDEX ON invoice (customer_id);
  CREATE INDEX ON invoice_line (invoice_id);
  CREATE INDEX ON invoice_line (track_id);
  INSERT INTO media_type (name) VALUES ('MPEG audio file');
  INSERT INTO track (name, media_type_id, milliseconds, unit_price) SELECT 'Track ' || n, 1, 1000 * n, 0.99 FROM generate_series(1, ${TRACKS}) AS n`;

/** A short text, one of a few that fit. */
const short = (length: number, description: string, ...values: readonly string[]): Field =>
  optional(storedAs(`character varying(${length})`, choice(description, values)));

const BARE = { createdAt: false, updatedAt: false } as const;

export const CHINOOK_KINDS: readonly Kind[] = [
  defineKind({
    name: 'invoices', table: 'invoice', area: 'invoices', description: 'An invoice.', noun: ['invoice', 'invoices'],
    storage: { ...BARE, id: { column: 'invoice_id', type: 'integer' }, owner: { column: 'customer_id', type: 'integer' } },
    fields: {
      date: inColumn('invoice_date', storedAs('timestamp without time zone', timestamp('When it was made.'))),
      billingAddress: short(70, 'Street and number.', 'Theodor-Heuss-Straße 34', '1 Infinite Loop'),
      billingCity: short(40, 'The town.', 'Stuttgart', 'São José dos Campos'),
      billingState: short(40, 'The state.', 'SP', ''),
      billingCountry: short(40, 'The country.', 'Germany', 'Brazil'),
      billingPostalCode: short(10, 'The postal code.', '70174', '12227-000'),
      total: decimal('What was paid.', 10, 2),
    },
    order: ['date'],
  }),
  defineKind({
    name: 'lines', table: 'invoice_line', area: 'invoices', description: 'What was bought.', noun: ['line of an invoice', 'lines of invoices'],
    parent: { kind: 'invoices', column: 'invoice_id', key: 'lines' },
    storage: { ...BARE, id: { column: 'invoice_line_id', type: 'integer' }, owner: 'parent' },
    fields: {
      trackId: integer('The track, as the shop counts it.', { min: 1, max: TRACKS }),
      unitPrice: decimal('What one cost.', 10, 2),
      quantity: integer('How many.', { min: 1 }),
    },
    order: ['trackId'],
  }),
]; // prettier-ignore
