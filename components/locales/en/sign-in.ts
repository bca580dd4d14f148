import type { SignInStrings } from '../ru/sign-in.ts';

export const signIn: SignInStrings = {
  title: 'Sign in to your college',
  text: 'Use the number that your college knows.',
  label: 'Phone number',
  help: 'A new number gets a code by SMS',
  submit: 'Sign in or create an account',
  ways: { code: 'Enter an invitation code', search: 'Add a college', registration: 'Register a college' },
  terms: 'By continuing you accept the terms of the platform.',
};
