/**
 * Where the page begins: the same screens as on a phone, by the addresses of a browser. Without Expo's router, which was a third of
 * what a person waits for.
 */
import '@expo/metro-runtime';
import { AppRegistry } from 'react-native';
import AccountScreen from '../app/(app)/account';
import SignInScreen from '../app/sign-in';
import './i18n/i18n';
import { usePath } from './navigation/address.web';
import { Redirect } from './navigation/navigation.web';
import { SessionProvider } from './session/session-provider';
import { SignedInOnly } from './session/signed-in-only';
import { useDocument } from './ui/use-document';
import { YourDataProvider } from './your-data/your-data-provider';

function App() {
  useDocument();
  return (
    <SessionProvider>
      <YourDataProvider>
        <Screen />
      </YourDataProvider>
    </SessionProvider>
  );
}

/** Whatever is no screen leads to the account. */
function Screen() {
  const path = usePath();
  if (path === '/sign-in') return <SignInScreen />;
  return (
    <SignedInOnly>{path === '/account' ? <AccountScreen /> : <Redirect href="/account" />}</SignedInOnly>
  );
}

AppRegistry.registerComponent('carol', () => App);
AppRegistry.runApplication('carol', { rootTag: document.getElementById('root') });
