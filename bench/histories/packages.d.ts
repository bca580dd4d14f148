// Their packages are installed only when these are measured.
declare module 'deep-chat';
declare module 'vue-advanced-chat' {
  export function register(): void;
}
