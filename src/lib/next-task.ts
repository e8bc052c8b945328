/**
 * Resolves in a new task, so that input and painting come first. Unlike a timer it is not slowed down in a tab that
 * nobody looks at.
 */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(null)
  })
}
