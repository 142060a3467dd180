import type { GraphQLResolveInfo } from 'graphql';
import type { DemoContext } from '../context.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
};

export type Customer = {
  __typename?: 'Customer';
  city?: Maybe<Scalars['String']['output']>;
  email?: Maybe<Scalars['String']['output']>;
  id: Scalars['ID']['output'];
  name?: Maybe<Scalars['String']['output']>;
  /** All of the customer's tickets, newest first. */
  tickets?: Maybe<Array<Ticket>>;
  tier?: Maybe<CustomerTier>;
};

export type CustomerTier =
  | 'BASIC'
  | 'GOLD'
  | 'PLUS';

export type DelayRisk =
  | 'HIGH'
  | 'NONE'
  | 'SOME';

export type ExchangeRate = {
  __typename?: 'ExchangeRate';
  currency: Scalars['String']['output'];
  rate: Scalars['Float']['output'];
};

export type ExchangeRates = {
  __typename?: 'ExchangeRates';
  base?: Maybe<Scalars['String']['output']>;
  date?: Maybe<Scalars['String']['output']>;
  rates?: Maybe<Array<ExchangeRate>>;
};

export type Money = {
  __typename?: 'Money';
  amount: Scalars['Float']['output'];
  /** ISO 4217. */
  currency: Scalars['String']['output'];
};

export type Order = {
  __typename?: 'Order';
  customer?: Maybe<Customer>;
  /** Whether the parcel will be late, from where shipping sends it and the weather there. */
  delayRisk?: Maybe<DelayRisk>;
  id: Scalars['ID']['output'];
  lines?: Maybe<Array<OrderLine>>;
  placedAt?: Maybe<Scalars['String']['output']>;
  /** Null until the order is packed: shipping then answers 404, which is no failure here. */
  shipment?: Maybe<Shipment>;
  status?: Maybe<OrderStatus>;
  total?: Maybe<Money>;
  /** The order's total at today's rate. */
  totalIn?: Maybe<Money>;
};


export type OrderTotalInArgs = {
  currency: Scalars['String']['input'];
};

export type OrderLine = {
  __typename?: 'OrderLine';
  product?: Maybe<Product>;
  quantity: Scalars['Int']['output'];
  unitPrice?: Maybe<Scalars['Float']['output']>;
};

export type OrderPage = {
  __typename?: 'OrderPage';
  items: Array<Order>;
  page: Scalars['Int']['output'];
  pages: Scalars['Int']['output'];
  /** Orders on all pages together. */
  total: Scalars['Int']['output'];
};

export type OrderStatus =
  | 'DONE'
  | 'NEW'
  | 'PACKED'
  | 'SENT';

export type Product = {
  __typename?: 'Product';
  available?: Maybe<Scalars['Boolean']['output']>;
  levels?: Maybe<Array<StockLevel>>;
  name?: Maybe<Scalars['String']['output']>;
  onHand?: Maybe<Scalars['Int']['output']>;
  /** In the shop's currency. */
  price?: Maybe<Scalars['Float']['output']>;
  sku: Scalars['ID']['output'];
  tags?: Maybe<Array<Scalars['String']['output']>>;
};

export type Query = {
  __typename?: 'Query';
  customer?: Maybe<Customer>;
  /** What one unit of `base` buys today. */
  exchangeRates?: Maybe<ExchangeRates>;
  order?: Maybe<Order>;
  /** The shop whose day the dashboard shows. */
  store?: Maybe<Store>;
};


export type QueryCustomerArgs = {
  id: Scalars['ID']['input'];
};


export type QueryExchangeRatesArgs = {
  base?: InputMaybe<Scalars['String']['input']>;
};


export type QueryOrderArgs = {
  id: Scalars['ID']['input'];
};

export type Scan = {
  __typename?: 'Scan';
  at?: Maybe<Scalars['String']['output']>;
  place?: Maybe<Scalars['String']['output']>;
};

export type Shipment = {
  __typename?: 'Shipment';
  carrier?: Maybe<Scalars['String']['output']>;
  destination?: Maybe<Scalars['String']['output']>;
  lastScan?: Maybe<Scan>;
  state?: Maybe<ShipmentState>;
  /** An integer of 19 digits upstream; every one of them arrives. */
  trackingNumber?: Maybe<Scalars['ID']['output']>;
  /** Where the parcel goes. */
  weather?: Maybe<Weather>;
};

export type ShipmentState =
  | 'AWAITING_PICKUP'
  | 'DELIVERED'
  | 'IN_TRANSIT';

export type Sky =
  | 'CLEAR'
  | 'CLOUDY'
  | 'OTHER'
  | 'RAIN'
  | 'SNOW'
  | 'STORM';

export type StockLevel = {
  __typename?: 'StockLevel';
  pieces?: Maybe<Scalars['Int']['output']>;
  place: Scalars['String']['output'];
};

export type Store = {
  __typename?: 'Store';
  city: Scalars['String']['output'];
  /** What the shop counts in, as ISO 4217. */
  currency: Scalars['String']['output'];
  /** The day in one sentence. */
  headline?: Maybe<Scalars['String']['output']>;
  /**
   * 0 (nothing goes well) to 100, from orders waiting, products running out and tickets open.
   * An upstream that does not answer is left out of it.
   */
  healthScore?: Maybe<Scalars['Int']['output']>;
  id: Scalars['ID']['output'];
  /** Products of which fewer than `below` pieces are left. */
  lowStock?: Maybe<Array<Product>>;
  name: Scalars['String']['output'];
  /** Newest first. A page holds at most 100. */
  orders?: Maybe<OrderPage>;
  /** Newest first. */
  tickets?: Maybe<Array<Ticket>>;
  /** Who ordered most often: the orders know who, the customers know the rest. */
  topCustomer?: Maybe<Customer>;
  weather?: Maybe<Weather>;
};


export type StoreLowStockArgs = {
  below?: InputMaybe<Scalars['Int']['input']>;
};


export type StoreOrdersArgs = {
  page?: InputMaybe<Scalars['Int']['input']>;
  size?: InputMaybe<Scalars['Int']['input']>;
  status?: InputMaybe<OrderStatus>;
};


export type StoreTicketsArgs = {
  state?: InputMaybe<TicketState>;
};

export type Ticket = {
  __typename?: 'Ticket';
  customer?: Maybe<Customer>;
  id: Scalars['ID']['output'];
  open?: Maybe<Scalars['Boolean']['output']>;
  openedAt?: Maybe<Scalars['String']['output']>;
  order?: Maybe<Order>;
  priority?: Maybe<TicketPriority>;
  subject?: Maybe<Scalars['String']['output']>;
};

export type TicketPriority =
  | 'HIGH'
  | 'LOW'
  | 'NORMAL';

export type TicketState =
  | 'CLOSED'
  | 'OPEN';

export type Weather = {
  __typename?: 'Weather';
  celsius?: Maybe<Scalars['Float']['output']>;
  sky?: Maybe<Sky>;
  /** Metres per second. */
  wind?: Maybe<Scalars['Float']['output']>;
};



export type ResolverTypeWrapper<T> = Promise<T> | T;


export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;





/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Customer: ResolverTypeWrapper<Customer>;
  CustomerTier: CustomerTier;
  DelayRisk: DelayRisk;
  ExchangeRate: ResolverTypeWrapper<ExchangeRate>;
  ExchangeRates: ResolverTypeWrapper<ExchangeRates>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  Money: ResolverTypeWrapper<Money>;
  Order: ResolverTypeWrapper<Order>;
  OrderLine: ResolverTypeWrapper<OrderLine>;
  OrderPage: ResolverTypeWrapper<OrderPage>;
  OrderStatus: OrderStatus;
  Product: ResolverTypeWrapper<Product>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Scan: ResolverTypeWrapper<Scan>;
  Shipment: ResolverTypeWrapper<Shipment>;
  ShipmentState: ShipmentState;
  Sky: Sky;
  StockLevel: ResolverTypeWrapper<StockLevel>;
  Store: ResolverTypeWrapper<Store>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Ticket: ResolverTypeWrapper<Ticket>;
  TicketPriority: TicketPriority;
  TicketState: TicketState;
  Weather: ResolverTypeWrapper<Weather>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Boolean: Scalars['Boolean']['output'];
  Customer: Customer;
  ExchangeRate: ExchangeRate;
  ExchangeRates: ExchangeRates;
  Float: Scalars['Float']['output'];
  ID: Scalars['ID']['output'];
  Int: Scalars['Int']['output'];
  Money: Money;
  Order: Order;
  OrderLine: OrderLine;
  OrderPage: OrderPage;
  Product: Product;
  Query: Record<PropertyKey, never>;
  Scan: Scan;
  Shipment: Shipment;
  StockLevel: StockLevel;
  Store: Store;
  String: Scalars['String']['output'];
  Ticket: Ticket;
  Weather: Weather;
};

export type CustomerResolvers<ContextType = DemoContext, ParentType extends ResolversParentTypes['Customer'] = ResolversParentTypes['Customer']> = {
  city?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  email?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  tickets?: Resolver<Maybe<Array<ResolversTypes['Ticket']>>, ParentType, ContextType>;
  tier?: Resolver<Maybe<ResolversTypes['CustomerTier']>, ParentType, ContextType>;
};

export type ExchangeRateResolvers<ContextType = DemoContext, ParentType extends ResolversParentTypes['ExchangeRate'] = ResolversParentTypes['ExchangeRate']> = {
  currency?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  rate?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type ExchangeRatesResolvers<ContextType = DemoContext, ParentType extends ResolversParentTypes['ExchangeRates'] = ResolversParentTypes['ExchangeRates']> = {
  base?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  date?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  rates?: Resolver<Maybe<Array<ResolversTypes['ExchangeRate']>>, ParentType, ContextType>;
};

export type MoneyResolvers<ContextType = DemoContext, ParentType extends ResolversParentTypes['Money'] = ResolversParentTypes['Money']> = {
  amount?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  currency?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type OrderResolvers<ContextType = DemoContext, ParentType extends ResolversParentTypes['Order'] = ResolversParentTypes['Order']> = {
  customer?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType>;
  delayRisk?: Resolver<Maybe<ResolversTypes['DelayRisk']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  lines?: Resolver<Maybe<Array<ResolversTypes['OrderLine']>>, ParentType, ContextType>;
  placedAt?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  shipment?: Resolver<Maybe<ResolversTypes['Shipment']>, ParentType, ContextType>;
  status?: Resolver<Maybe<ResolversTypes['OrderStatus']>, ParentType, ContextType>;
  total?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  totalIn?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType, RequireFields<OrderTotalInArgs, 'currency'>>;
};

export type OrderLineResolvers<ContextType = DemoContext, ParentType extends ResolversParentTypes['OrderLine'] = ResolversParentTypes['OrderLine']> = {
  product?: Resolver<Maybe<ResolversTypes['Product']>, ParentType, ContextType>;
  quantity?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  unitPrice?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
};

export type OrderPageResolvers<ContextType = DemoContext, ParentType extends ResolversParentTypes['OrderPage'] = ResolversParentTypes['OrderPage']> = {
  items?: Resolver<Array<ResolversTypes['Order']>, ParentType, ContextType>;
  page?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  pages?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  total?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ProductResolvers<ContextType = DemoContext, ParentType extends ResolversParentTypes['Product'] = ResolversParentTypes['Product']> = {
  available?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  levels?: Resolver<Maybe<Array<ResolversTypes['StockLevel']>>, ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  onHand?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  price?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  sku?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  tags?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
};

export type QueryResolvers<ContextType = DemoContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  customer?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType, RequireFields<QueryCustomerArgs, 'id'>>;
  exchangeRates?: Resolver<Maybe<ResolversTypes['ExchangeRates']>, ParentType, ContextType, RequireFields<QueryExchangeRatesArgs, 'base'>>;
  order?: Resolver<Maybe<ResolversTypes['Order']>, ParentType, ContextType, RequireFields<QueryOrderArgs, 'id'>>;
  store?: Resolver<Maybe<ResolversTypes['Store']>, ParentType, ContextType>;
};

export type ScanResolvers<ContextType = DemoContext, ParentType extends ResolversParentTypes['Scan'] = ResolversParentTypes['Scan']> = {
  at?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  place?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ShipmentResolvers<ContextType = DemoContext, ParentType extends ResolversParentTypes['Shipment'] = ResolversParentTypes['Shipment']> = {
  carrier?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  destination?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  lastScan?: Resolver<Maybe<ResolversTypes['Scan']>, ParentType, ContextType>;
  state?: Resolver<Maybe<ResolversTypes['ShipmentState']>, ParentType, ContextType>;
  trackingNumber?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  weather?: Resolver<Maybe<ResolversTypes['Weather']>, ParentType, ContextType>;
};

export type StockLevelResolvers<ContextType = DemoContext, ParentType extends ResolversParentTypes['StockLevel'] = ResolversParentTypes['StockLevel']> = {
  pieces?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  place?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type StoreResolvers<ContextType = DemoContext, ParentType extends ResolversParentTypes['Store'] = ResolversParentTypes['Store']> = {
  city?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  currency?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  headline?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  healthScore?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  lowStock?: Resolver<Maybe<Array<ResolversTypes['Product']>>, ParentType, ContextType, RequireFields<StoreLowStockArgs, 'below'>>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  orders?: Resolver<Maybe<ResolversTypes['OrderPage']>, ParentType, ContextType, RequireFields<StoreOrdersArgs, 'page' | 'size'>>;
  tickets?: Resolver<Maybe<Array<ResolversTypes['Ticket']>>, ParentType, ContextType, RequireFields<StoreTicketsArgs, 'state'>>;
  topCustomer?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType>;
  weather?: Resolver<Maybe<ResolversTypes['Weather']>, ParentType, ContextType>;
};

export type TicketResolvers<ContextType = DemoContext, ParentType extends ResolversParentTypes['Ticket'] = ResolversParentTypes['Ticket']> = {
  customer?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  open?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  openedAt?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  order?: Resolver<Maybe<ResolversTypes['Order']>, ParentType, ContextType>;
  priority?: Resolver<Maybe<ResolversTypes['TicketPriority']>, ParentType, ContextType>;
  subject?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type WeatherResolvers<ContextType = DemoContext, ParentType extends ResolversParentTypes['Weather'] = ResolversParentTypes['Weather']> = {
  celsius?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  sky?: Resolver<Maybe<ResolversTypes['Sky']>, ParentType, ContextType>;
  wind?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
};

export type Resolvers<ContextType = DemoContext> = {
  Customer?: CustomerResolvers<ContextType>;
  ExchangeRate?: ExchangeRateResolvers<ContextType>;
  ExchangeRates?: ExchangeRatesResolvers<ContextType>;
  Money?: MoneyResolvers<ContextType>;
  Order?: OrderResolvers<ContextType>;
  OrderLine?: OrderLineResolvers<ContextType>;
  OrderPage?: OrderPageResolvers<ContextType>;
  Product?: ProductResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  Scan?: ScanResolvers<ContextType>;
  Shipment?: ShipmentResolvers<ContextType>;
  StockLevel?: StockLevelResolvers<ContextType>;
  Store?: StoreResolvers<ContextType>;
  Ticket?: TicketResolvers<ContextType>;
  Weather?: WeatherResolvers<ContextType>;
};

