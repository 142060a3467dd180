/** Where this page asks: the server writes it into the page. */
export const ENDPOINT = document.querySelector<HTMLMetaElement>('meta[name=overlap-endpoint]')?.content ?? '/graphql';
