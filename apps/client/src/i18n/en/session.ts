/** English: signing in and the account. */
export const session = {
  /** This language, as the service and readers know it (BCP 47). */
  language: 'en',
  title: 'Account',
  loading: 'One moment, I’m looking who you are.',
  unreachable: {
    /** This language, as the service and readers know it (BCP 47). */
    language: 'en',
    title: 'I can’t reach the server',
    body: 'It may be starting, or the connection is down. Nothing is lost.',
    retry: 'Try again',
  },
  signIn: {
    /** This language, as the service and readers know it (BCP 47). */
    language: 'en',
    title: 'Sign in',
    heading: 'Sign in to Carol',
    intro: 'Then I can show you what I keep for you.',
    email: 'Email',
    password: 'Password',
    submit: 'Sign in',
    working: 'Signing you in',
    linkWorking: 'I’m signing you in with your link.',
    linkRefused:
      'That sign-in link no longer works: each one works once, and only for a while. Sign in with your password, or ask for a new link.',
    refused: 'That email and password don’t match an account of mine.',
    empty: 'I need your email and your password.',
    again: 'You’ve been signed out. Sign in and we carry on where you were.',
    againWithFile:
      'You’ve been signed out. Sign in and we carry on where you were; your file is still chosen.',
    newLink:
      'If you have no password, ask whoever runs me for a new sign-in link, and open it in another tab of this browser: this page notices, and carries on.',
    server: 'Server address',
    serverHint: 'For example carol.example, or http://192.168.1.20:3000',
    token: 'Personal access token',
    tokenHint: 'I keep it in memory only, and forget it when you close me.',
    serverInvalid: 'That isn’t an address I can use.',
    tokenRefused: 'That server doesn’t accept this token.',
    tokenEmpty: 'I need the server’s address and your token.',
  },
  you: {
    heading: 'You',
    signedInAs: 'Signed in as {{email}}',
    signOut: 'Sign out',
    stillSignedIn: 'You’re still signed in.',
    leaving: 'Sign out now?',
    leavingLoses: 'What you have begun isn’t finished: I’d stop it, and forget the file that you chose.',
    leaveAnyway: 'Sign out all the same',
    stay: 'Stay here',
  },
} as const;
