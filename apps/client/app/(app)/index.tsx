/** The account screen is all there is here: lead to it. */
import { Redirect } from 'expo-router';

export default function Index() {
  return <Redirect href="/account" />;
}
