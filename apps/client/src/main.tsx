/** Where a phone's app begins: Expo's router finds the screens below `app`. */
import 'expo-router/entry';
