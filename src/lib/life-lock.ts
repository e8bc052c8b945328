/** Called in a worker: holds the lock as long as the worker lives, so that whoever waits for it knows of its end. */
export function holdForLife(lock: string): Promise<void> {
  return new Promise((resolve) => {
    void navigator.locks.request(lock, () => {
      resolve()
      return new Promise(() => undefined)
    })
  })
}
