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
