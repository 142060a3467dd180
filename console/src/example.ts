/** What stands in the editor at first: the demo's store where there is one, else what every graph has. */
export const DEMO_QUERY = `query Orders {
  store {
    name
    weather { celsius sky }
    orders(size: 3, status: SENT) {
      items {
        id
        customer { name }
        shipment { carrier state }
      }
    }
  }
}
`;

export const ANY_QUERY = '{\n  __typename\n}\n';
