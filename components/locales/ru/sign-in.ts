import { texts } from '../../element/localize.ts';

/** Russian texts of the first step of signing in, which comes before all other code. */
export const signIn = {
  title: 'Вход в Сферум колледжа',
  text: 'Укажите номер, который знают в учебной части.',
  label: 'Номер телефона',
  help: 'Новому номеру пришлём код в SMS',
  submit: 'Войти или создать аккаунт',
  ways: {
    code: 'Ввести код приглашения',
    search: 'Добавить учебное заведение',
    registration: 'Подключить колледж',
  },
  terms: 'Продолжая, вы принимаете правила платформы.',
};

export type SignInStrings = typeof signIn;

export const signInTexts = texts(signIn, async () => (await import('../en/sign-in.ts')).signIn);
