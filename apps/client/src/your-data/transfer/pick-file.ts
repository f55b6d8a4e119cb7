/** Lets the person choose an archive with the platform's own file picker. */
import { getDocumentAsync } from 'expo-document-picker';
import { Platform } from 'react-native';
import type { PickedFile } from './transfer';

/** As exported, as Safari unpacks it, and as people pack it again. */
const WEB_TYPES = [
  '.gz',
  '.tgz',
  '.tar',
  '.zip',
  'application/gzip',
  'application/x-gzip',
  'application/x-tar',
  'application/zip',
];

/** The chosen file, or null when the person changed their mind. */
export async function pickFile(): Promise<PickedFile | null> {
  const answer = await getDocumentAsync({
    // Phones know a .tar.gz under too many names to filter by type; browsers filter by suffix.
    type: Platform.OS === 'web' ? WEB_TYPES : '*/*',
    // A copy of our own stays readable while the person reads the summary. Costs the archive's size on the phone.
    copyToCacheDirectory: true,
    multiple: false,
    // Otherwise the whole archive is turned into one string in memory.
    base64: false,
  });
  const asset = answer.canceled ? undefined : answer.assets[0];
  if (asset === undefined) return null;
  return {
    name: asset.name,
    size: asset.size ?? null,
    uri: asset.uri,
    ...(asset.file === undefined ? {} : { file: asset.file }),
  };
}
