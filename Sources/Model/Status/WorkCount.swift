/// A count of the elements that a report looks at, which shows how its work grows.
///
/// Time shows that on no machine that has other things to do.
public final class WorkCount {
    /// Elements so far.
    public private(set) var elements = 0

    /// Nothing yet.
    public init() {}

    /// The sequence, each of whose elements counts when it is looked at.
    public func each<Base: Sequence>(_ base: Base) -> Counted<Base> {
        Counted(base: base, work: self)
    }

    /// A sequence whose elements are counted.
    public struct Counted<Base: Sequence>: Sequence {
        fileprivate let base: Base
        fileprivate let work: WorkCount

        /// The elements of the sequence, in its order.
        public func makeIterator() -> AnyIterator<Base.Element> {
            var elements = base.makeIterator()
            return AnyIterator {
                let element = elements.next()
                if element != nil { work.elements += 1 }
                return element
            }
        }
    }
}
