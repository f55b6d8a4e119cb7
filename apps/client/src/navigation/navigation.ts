/** Going from screen to screen, on a phone: by Expo's router, whose screens are the files below `app`. */
export { Redirect, router } from 'expo-router';
