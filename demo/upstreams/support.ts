import type { Service, ServiceRequest } from './demo-upstream.ts';
import { type ShopTicket, TICKETS } from './shop-data.ts';

/** Support tickets from a service that has its moments: every so many requests it fails one; asked again, it answers. */
export function createSupport({ failsEvery = 5 } = {}): Service {
  const owed = new Set<string>();
  let asked = 0;

  function stumbles({ path, query }: ServiceRequest): boolean {
    const key = `${path}?${query}`;
    if (owed.delete(key)) return false;
    asked += 1;
    if (asked % failsEvery !== 0) return false;
    owed.add(key);
    return true;
  }

  return {
    name: 'support',
    manners: `fails every ${failsEvery}th request, and answers when asked again`,
    latencyMs: 50,
    example: '/tickets?open=true',
    answer(request) {
      if (stumbles(request)) return { status: 503, body: { detail: 'The ticket system is having a moment.' } };
      const { path, query } = request;
      if (path === '/tickets') return { body: { tickets: select(query).map(print) } };
      const ticket = TICKETS.find(({ id }) => path === `/tickets/${id}`);
      return ticket === undefined ? { status: 404, body: { detail: 'No such ticket.' } } : { body: print(ticket) };
    },
  };
}

function select(query: URLSearchParams): readonly ShopTicket[] {
  const open = query.get('open');
  const customer = query.get('customer');
  return TICKETS.filter(
    (ticket) =>
      (open === null || String(ticket.open) === open) && (customer === null || ticket.customerId === customer),
  );
}

function print(ticket: ShopTicket): unknown {
  return {
    id: ticket.id,
    subject: ticket.subject,
    prio: ticket.priority,
    open: ticket.open,
    opened: ticket.openedAt,
    about: { customer: ticket.customerId, order: ticket.orderId },
  };
}
