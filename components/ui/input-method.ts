/**
 * Whether a key is for the input method in which a person composes a word (Chinese, Japanese, Korean): Enter takes the
 * word, arrows choose it, Escape discards it. A handler of keys in a text field begins with it:
 *
 *     if (isForInputMethod(event)) return;
 */
export function isForInputMethod({ isComposing, keyCode }: KeyboardEvent): boolean {
  // Safari ends the composition first and sends the key after it, with the code that stands for «the method has it».
  return isComposing || keyCode === 229;
}
