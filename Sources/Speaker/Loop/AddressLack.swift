import VRRP

/// The lack of some addresses of a group: the node leaves the role to one that has all.
///
/// A node that lacks all is faulty; this one keeps the others while no healthier node is there.
struct AddressLack {
    /// The begin of the present lack.
    private var since: Moment?
    /// The end of the time for which another node is given the role.
    private var until: Moment?
    private var length = AddressLack.shortest

    /// The deduction from the priority: the lowest one remains.
    static let penalty = 254
    /// The time for which a lack has to last: an interface that changes lacks addresses for less.
    private static let patience = Duration.seconds(3)
    /// The time after which this node tries again, doubled with each failure, up to 320 s.
    private static let shortest = Duration.seconds(10)

    /// Whether the lack counts.
    private(set) var isFault = false

    /// Notes the addresses at a moment.
    ///
    /// - Parameters:
    ///   - lacked: whether an active node lacks some of the addresses, and not all; nil: it is no
    ///     active node.
    ///   - isImpossible: whether an interface can't have addresses of a family.
    mutating func update(lacked: Bool?, isImpossible: Bool, _ now: Moment) {
        if lacked == false {
            until = nil
            length = Self.shortest
        }
        if isImpossible || lacked == true {
            since = since ?? now
        } else {
            since = nil
        }
        let lasts = since.map { now - $0 >= Self.patience } ?? false
        if lasts, lacked == true, until.map({ $0 <= now }) ?? true {
            until = now + length
            length = min(length * 2, Self.shortest * 32)
        }
        isFault = lasts || until.map { $0 > now } ?? false
    }
}
