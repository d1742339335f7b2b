import { lazy, type ComponentType, type LazyExoticComponent } from 'react'

/** A part of the page that is fetched once somebody goes there; the page begins without it. */
export const lazily = <Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): LazyExoticComponent<ComponentType<Props>> => lazy(async () => ({ default: await load() }))
