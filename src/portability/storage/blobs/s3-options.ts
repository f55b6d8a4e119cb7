/** Which bucket of which S3-compatible service holds the blobs. */

export interface S3Options {
  /** Where the service is, as a URL. */
  readonly endpoint: string;
  /** A bucket that exists and holds nothing else. */
  readonly bucket: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Bytes up to which a blob is sent as one request, and of each part beyond; at least 5 MiB (a rule of S3). */
  readonly partBytes?: number;
}
