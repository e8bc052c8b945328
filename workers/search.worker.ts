import { expose } from 'comlink'
import { holdForLife } from '../src/lib/life-lock'
import { SearchIndex } from '../src/search/search-index'
import type { SearchWorkerApi } from '../src/search/types'

class Served extends SearchIndex implements SearchWorkerApi {
  hold(lock: string): Promise<void> {
    return holdForLife(lock)
  }
}

expose(new Served())
