/**
 * For who presses "Try again" where a part of the page did not come (rule U41). A host that answers may have a newer build,
 * without that part; and by the standard a browser may remember that a module did not come and ask for it no more (whatwg/html#6768;
 * Chromium 156 does ask). Both are mended by loading the page anew, which comes back to the same address.
 */
export async function askAgain<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (reason) {
    if (await hostAnswers()) location.reload()
    throw reason
  }
}

/** Loaded anew without its host a page would be gone. */
async function hostAnswers(): Promise<boolean> {
  const answer = await fetch(location.pathname, { method: 'HEAD', cache: 'no-store' }).catch(() => null)
  return answer?.ok === true
}
