/** A clock that a test sets on. */
export class Hands {
  nowMs = 0
  readonly due: { readonly atMs: number; readonly task: () => void }[] = []
  now = (): number => this.nowMs
  after = (ms: number, task: () => void): (() => void) => {
    const one = { atMs: this.nowMs + ms, task }
    this.due.push(one)
    return () => {
      if (this.due.includes(one)) this.due.splice(this.due.indexOf(one), 1)
    }
  }
  goOn(ms: number): void {
    this.nowMs += ms
    for (const one of this.due.filter(({ atMs }) => atMs <= this.nowMs)) {
      this.due.splice(this.due.indexOf(one), 1)
      one.task()
    }
  }
}
