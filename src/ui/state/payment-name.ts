/** The name under which a form asks for a payment: the same until its outcome is known, so that it is paid once. */
export class PaymentName {
  #payment = ''
  #name = ''

  /** @param payment all that makes it another one */
  of(payment: readonly unknown[]): string {
    const asked = JSON.stringify(payment)
    if (asked !== this.#payment) {
      this.#payment = asked
      this.#name = crypto.randomUUID()
    }
    return this.#name
  }

  /** The next is another one, even if it looks the same. */
  isDone(): void {
    this.#payment = ''
  }
}
