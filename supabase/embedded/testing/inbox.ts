/** Things that arrive one by one, and the moment when enough of them have. */
export class Inbox<T> {
  readonly items: T[] = [];
  #waiting: (() => void)[] = [];

  readonly add = (item: T): void => {
    this.items.push(item);
    for (const wake of this.#waiting.splice(0)) {
      wake();
    }
  };

  async until(enough: (items: T[]) => boolean): Promise<T[]> {
    while (!enough(this.items)) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    return this.items;
  }

  async count(count: number): Promise<T[]> {
    return this.until((items) => items.length >= count);
  }

  async find(wanted: (item: T) => boolean): Promise<T> {
    await this.until((items) => items.some(wanted));
    return this.items.find(wanted) as T;
  }
}
