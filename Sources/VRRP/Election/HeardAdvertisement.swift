import Addresses

/// An advertisement of any router, decoded and checked.
public struct HeardAdvertisement: Sendable, Hashable {
    /// The link on which it was received.
    public var link: LinkID
    /// Its sender.
    public var source: IPAddress
    /// Its priority; 0 from a router that stops.
    public var priority: UInt8
    /// The interval that it carries.
    public var interval: Duration
    /// Whether it is of the first virtual router of the group: equal priorities are decided by it
    /// alone, since the addresses of two families may order two nodes differently.
    public var isLeading = true
    /// Its virtual router.
    public var routerID: UInt8 = 0
    /// Whether none of the addresses that it lists is of this group: it says nothing about them.
    public var isForeign = false

    /// Creates an advertisement of the first virtual router.
    public init(link: LinkID, source: IPAddress, priority: UInt8, interval: Duration) {
        self.link = link
        self.source = source
        self.priority = priority
        self.interval = interval
    }
}
