import { gql, type TypedDocumentNode } from '@apollo/client';

interface Named {
  readonly name: string | null;
}

/** What the panels show. A member that is absent has not come yet; null, it has failed. */
export interface DashboardData {
  readonly store?: {
    readonly name: string;
    readonly city: string;
    readonly weather?: {
      readonly celsius: number | null;
      readonly wind: number | null;
      readonly sky: string | null;
    } | null;
    readonly orders?: {
      readonly total: number;
      readonly items: readonly { readonly id: string; readonly status: string; readonly customer: Named | null }[];
    } | null;
    readonly parcels?: {
      readonly items: readonly {
        readonly id: string;
        readonly shipment: { readonly carrier: string | null; readonly state: string | null } | null;
      }[];
    } | null;
    readonly lowStock?: readonly { readonly sku: string; readonly name: string; readonly onHand: number }[] | null;
    readonly tickets?: readonly { readonly id: string; readonly subject: string; readonly priority: string }[] | null;
  } | null;
  readonly exchangeRates?: {
    readonly base: string;
    readonly rates: readonly { readonly currency: string; readonly rate: number }[];
  } | null;
}

/** One operation; each panel is a part of its answer, and comes when its own upstreams have answered. */
export const DASHBOARD: TypedDocumentNode<DashboardData> = gql`
  query LiveDashboard {
    store {
      name
      city
      ... @defer(label: "weather") {
        weather {
          celsius
          wind
          sky
        }
      }
      ... @defer(label: "orders") {
        orders(size: 6) {
          total
          items {
            id
            status
            customer {
              name
            }
          }
        }
      }
      ... @defer(label: "parcels") {
        parcels: orders(size: 6, status: SENT) {
          items {
            id
            shipment {
              carrier
              state
            }
          }
        }
      }
      ... @defer(label: "stock") {
        lowStock(below: 15) {
          sku
          name
          onHand
        }
      }
      ... @defer(label: "tickets") {
        tickets {
          id
          subject
          priority
        }
      }
    }
    ... @defer(label: "rates") {
      exchangeRates {
        base
        rates {
          currency
          rate
        }
      }
    }
  }
`;
