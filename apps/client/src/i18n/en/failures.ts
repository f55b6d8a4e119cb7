/** English: one sentence for every way in which something does not happen. */
import type { IssueCode } from '../../api/issue-codes';
import type { ProblemSlug } from '../../api/problem';

export const failures = {
  networkExport: 'I lost the connection before everything had arrived.',
  incomplete: 'What arrived isn’t all of it: the file breaks off before its end. Please try again.',
  networkPreview: 'I lost the connection while taking in the file. Nothing has changed.',
  networkApply: 'I lost the connection before the whole file had arrived. Nothing has changed.',
  networkUndo: 'I lost the connection before I heard whether it was undone. Look at the list: it says so.',
  notImported: 'I lost the connection, so I asked again: nothing was brought in. Nothing has changed.',
  endUnknown:
    'I lost the connection before I heard how it ended. It was brought in completely or not at all: look at the file again, and the numbers will show which.',
  networkOther: 'I can’t reach the server. Please check the connection.',
  fileUnreadable:
    'I can’t read the file any more: it was moved, changed or deleted since you chose it. Please choose it again.',
  signedOutExport: 'You were signed out meanwhile, so there is no copy. Sign in again and take it then.',
  signedOutImport:
    'You were signed out meanwhile. Nothing has changed. Sign in again and I’ll carry on with this file.',
  unexpected: 'The server answered something I don’t understand. Please try again in a while.',
  notSaved: 'I couldn’t store the file on this device. Is there enough room?',
  cancelled: 'You stopped it. Nothing has changed.',
} as const;

/** By the slug of the problem's type. */
export const problems = {
  'malformed-multipart': 'The file arrived damaged. Please try once more.',
  'missing-file': 'No file arrived. Please choose it again.',
  'unexpected-part': 'This app and the server don’t understand each other. Please reload and try again.',
  'invalid-parameter': 'This app and the server don’t understand each other. Please reload and try again.',
  'confirmation-required': 'The server wants your confirmation once more. Please look at the file again.',
  unauthenticated: 'You’re signed out. Please sign in again.',
  forbidden:
    'I don’t take requests from pages at this address. Please open me where I usually live; whoever runs me can change that with PUBLIC_URL.',
  'not-found': 'The server doesn’t know this. Is it an older version?',
  'method-not-allowed': 'The server doesn’t know this. Is it an older version?',
  'not-acceptable': 'This app and the server don’t understand each other. Please reload and try again.',
  'request-timeout': 'It took too long, so the server gave up. Nothing has changed.',
  'preview-stale': 'What I showed you is no longer so. Nothing has changed. Let me look at it again.',
  'import-in-progress': 'Another import of yours is still running. Wait until it’s done, then try again.',
  'import-cancelled': 'You stopped it. Nothing has changed.',
  'idempotency-key-reused':
    'This app and the server don’t understand each other. Please reload and try again.',
  'upload-too-large': 'This file is too large for the server. Nothing has changed.',
  'upload-too-large-maximum':
    'This file is too large: the server takes up to {{maximum}}. Nothing has changed.',
  'upload-not-found': 'The server no longer has the file that I sent. Please look at the file again.',
  'upload-elsewhere': 'Another server has the file that I sent. Please look at the file again.',
  'upload-incomplete': 'The server hasn’t got all of the file. Please look at the file again.',
  'upload-offset-mismatch': 'Sending the file got out of step. Please look at the file again.',
  'upload-locked': 'This file is still being sent from somewhere else. Please try again in a moment.',
  'upload-quota-exceeded': 'You’ve sent as much as the server keeps for you. Please try again tomorrow.',
  'tus-version-unsupported':
    'This app and the server don’t understand each other. Please reload and try again.',
  'archive-too-large': 'There’s more in this file than the server takes. Nothing has changed.',
  'unsupported-media-type':
    'This app and the server don’t understand each other. Please reload and try again.',
  'unsupported-archive-type':
    'This isn’t a file I can read: I need the .tar.gz from “Download my data”, or a .zip of what’s in it.',
  'archive-corrupt': 'This file is damaged or incomplete. Please use another copy.',
  'archive-unsafe':
    'There’s something in this file that I don’t unpack, to keep you safe. Pack it again without that.',
  'archive-unexpected-file': 'There’s a file in it that doesn’t belong there.',
  'manifest-missing': 'This isn’t a file I made: its manifest.yaml is missing.',
  'manifest-invalid': 'I can’t read this file’s manifest.yaml.',
  'format-unsupported': 'This file was made by a newer Carol. Update this server first.',
  'integrity-mismatch':
    'Something in this file has changed since I made it. If that was you, take the file SHA256SUMS out, pack the rest again, and choose that.',
  'yaml-invalid': 'I can’t read one of the YAML files in it.',
  'yaml-too-complex': 'One of the YAML files in it is too complex for me.',
  'validation-failed': 'Some entries in this file aren’t valid.',
  'row-refused': 'The server can’t keep some entries of this file as they are. Nothing has changed.',
  'reference-broken': 'Some entries in this file point to others that aren’t there.',
  'media-invalid': 'Some photos or files in it are missing or not what they claim to be.',
  'too-many-requests': 'That was a bit much at once. Please wait a moment, then try again.',
  'server-busy': 'The server is busy. Please try again in a moment.',
  'database-unavailable':
    'The server can’t reach its database. Please try again in a moment. Nothing has changed.',
  'storage-unavailable':
    'The server can’t reach its file storage. Please try again in a moment. Nothing has changed.',
  'storage-full': 'The server has no room left for this. Nothing has changed.',
  'internal-error': 'Something went wrong on the server. Nothing has changed.',
} as const satisfies Record<ProblemSlug | 'upload-too-large-maximum', string>;

/** By the code of an error or warning: where the service has no sentence of its own, or says it in another language. */
export const codes = {
  'older-than-existing':
    '{{entries}} here changed after this file was made. Merge and Replace would take the file’s older values; adding what’s missing keeps yours, and copies keep both.',
  required: 'A value is missing here that I need.',
  'unknown-key': 'I don’t know this key here.',
  type: 'I expect another kind of value here.',
  format: 'This isn’t written the way I expect it here.',
  range: 'This is too large, too small or too long.',
  choice: 'This isn’t one of the values to choose from.',
  uuid: 'This isn’t a UUID.',
  value: 'I can’t use this value here.',
  string: 'I can’t keep this text as it is.',
  dangling: 'This refers to something that isn’t in this file.',
  'wrong-kind': 'This refers to something of another sort than belongs here.',
  cycle: 'These references lead back to where they began.',
  'duplicate-key': 'This stands here twice.',
  'duplicate-id': 'This UUID stands in the file a second time.',
  'duplicate-origin': 'By its origin, this is the same as another entry in the file.',
  syntax: 'I can’t read this as YAML.',
  'not-utf8': 'This isn’t written in UTF-8.',
  'multiple-documents': 'There’s more than one YAML document in here.',
  empty: 'There’s nothing in here.',
  depth: 'This is nested too deeply.',
  tag: 'I don’t take YAML tags.',
  'area-missing': 'This file is missing.',
  'not-unique': 'There can be only one like this, and there’s another one.',
  refused: 'The server doesn’t take this as it is.',
  'kept-reference':
    'Something here that this file doesn’t hold, and that would stay, refers to what would be deleted. Bring it in another way, or remove those references first.',
  missing: 'This file is missing, or shouldn’t be there.',
  digest: 'This isn’t as it was when I made it.',
  size: 'This file isn’t as large as media.yaml says.',
  'media-missing': 'The photo or file to this isn’t there.',
  'media-unlisted': 'media.yaml doesn’t know this file.',
  'left-aside': 'I left this file aside, as no person gives such a name; but something like it is missing.',
  'count-differs':
    'manifest.yaml has other numbers than I find. If you didn’t take anything out or put anything in, something is missing.',
  'path-traversal': 'Its name points outside the archive.',
  'absolute-path': 'Its name starts at the root of a disk.',
  'bad-name': 'Its name holds characters that I don’t take.',
  'link-entry': 'It’s a link to another file.',
  'special-entry': 'It’s a device, not a file.',
  'unsupported-entry-type': 'It’s a kind of entry that I don’t know.',
  'duplicate-entry': 'It’s in there more than once.',
  'data-after-end': 'Something follows after the end of the archive.',
  'extended-header': 'Its header is longer than any real one.',
  'header-mismatch': 'The archive describes it in two ways that differ.',
  'overlapping-entry': 'It shares bytes with another entry.',
  'hidden-data': 'There’s something beside it that belongs to no entry.',
  'encrypted-entry': 'It’s encrypted: pack the files again without a password.',
  'unsupported-compression': 'It’s compressed in a way that I don’t know: pack the files as a plain ZIP.',
  'unexpected-file': 'I don’t know this file: take it out, and pack the others again.',
  root: 'This file has to be a list of keys with values at its start, and isn’t.',
  alias: 'I don’t take aliases of YAML: write out what stands behind * here.',
  'too-long': 'This is longer than I can keep: shorten it.',
  singleton: 'There can be only one of these, and here is a second.',
  'reference-emptied':
    'This refers to something that isn’t brought in, and that you don’t have: I’ll leave it empty here.',
  'reference-outside':
    'Some of these can’t come in: what they need isn’t brought in, and you don’t have it. I’ll leave them out.',
  'in-bin': 'Some of these lie in your bin, and stay there: what the archive has comes in beside them.',
} as const satisfies Readonly<Record<IssueCode, string>>;
