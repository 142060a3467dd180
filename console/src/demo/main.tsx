import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client';
import { GraphQL17Alpha9Handler } from '@apollo/client/incremental';
import { ApolloProvider } from '@apollo/client/react';
import { createRoot } from 'react-dom/client';
import { ENDPOINT } from '../endpoint.ts';
import { Dashboard } from './dashboard.tsx';
import '../style.css';
import './demo.css';

const client = new ApolloClient({
  link: new HttpLink({ uri: ENDPOINT }),
  cache: new InMemoryCache({ typePolicies: { Store: { merge: true }, Query: { fields: { store: { merge: true } } } } }),
  incrementalHandler: new GraphQL17Alpha9Handler(),
});

const root = document.getElementById('root');
if (root !== null)
  createRoot(root).render(
    <ApolloProvider client={client}>
      <Dashboard />
    </ApolloProvider>,
  );
