/** A nominal type over a structural one: only the module that checks a value may cast to it. */
export type Brand<T, Name extends string> = T & { readonly __brand: Name }
