/** Routes live behind the `#`, so that any static host will do. */

export type Route =
  | { readonly view: 'stream' | 'latest' | 'connections' | 'settings' }
  | { readonly view: 'tag' | 'post' | 'person' | 'join'; readonly id: string }

const PLAIN: ReadonlySet<string> = new Set(['stream', 'latest', 'connections', 'settings'])
const WITH_ID: ReadonlySet<string> = new Set(['tag', 'post', 'person', 'join'])

export function parseRoute(hash: string): Route {
  const [view = '', id = ''] = hash.replace(/^#\/?/, '').split('/')
  if (WITH_ID.has(view) && id !== '') return { view, id: decoded(id) } as Route
  return { view: PLAIN.has(view) ? view : 'stream' } as Route
}

export function routeTo(view: 'tag' | 'post' | 'person', id: string): string {
  return `#/${view}/${encodeURIComponent(id)}`
}

export class Router {
  route = $state.raw<Route>(parseRoute(location.hash))
  /** Grows with every navigation: the view moves the focus to its heading. */
  visits = $state(0)

  constructor() {
    addEventListener('hashchange', () => {
      this.route = parseRoute(location.hash)
      this.visits += 1
      scrollTo({ top: 0 })
    })
  }

  go(hash: string): void {
    location.hash = hash
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
