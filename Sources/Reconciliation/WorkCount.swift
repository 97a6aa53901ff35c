/// A count of the elements that a report visits, which shows how its work grows.
///
/// Measured time is unreliable on a machine with other work.
public final class WorkCount {
    /// Number of elements so far.
    public private(set) var elements = 0

    /// Creates a count of zero.
    public init() {}

    /// Returns a sequence that counts each visited element.
    public func each<Base: Sequence>(_ base: Base) -> Counted<Base> {
        Counted(base: base, work: self)
    }

    /// A sequence whose elements are counted.
    public struct Counted<Base: Sequence>: Sequence {
        fileprivate let base: Base
        fileprivate let work: WorkCount

        /// The elements of the sequence, in its order.
        public func makeIterator() -> Iterator {
            Iterator(elements: base.makeIterator(), work: work)
        }

        /// Counts each element when it is visited.
        public struct Iterator: IteratorProtocol {
            fileprivate var elements: Base.Iterator
            fileprivate let work: WorkCount

            /// Returns the next element; nil: there is none.
            public mutating func next() -> Base.Element? {
                guard let element = elements.next() else { return nil }
                work.elements += 1
                return element
            }
        }
    }
}
