import { expose } from 'comlink'
import { AttentionEngine } from '../src/attention/engine'

expose(new AttentionEngine())
