import Model

/// A turn of an inquiry.
struct InquiryTurn: Sendable {
    /// When.
    let moment: Moment
    /// Unique, and growing.
    let number: Int
    /// Whose.
    let inquiry: Inquiry

    func isBefore(_ other: InquiryTurn) -> Bool {
        (moment, number) < (other.moment, other.number)
    }
}

/// Turns, earliest first: a binary heap.
struct TurnQueue: Sendable {
    private var heap: [InquiryTurn] = []

    /// The earliest.
    var first: InquiryTurn? { heap.first }

    /// Adds a turn.
    mutating func insert(_ turn: InquiryTurn) {
        heap.append(turn)
        var position = heap.count - 1
        while position > 0 {
            let parent = (position - 1) / 2
            guard heap[position].isBefore(heap[parent]) else { return }
            heap.swapAt(position, parent)
            position = parent
        }
    }

    /// Drops the earliest, if there is one.
    mutating func removeFirst() {
        guard let last = heap.popLast(), !heap.isEmpty else { return }
        heap[0] = last
        var position = 0
        while true {
            let child = [2 * position + 1, 2 * position + 2]
                .filter { $0 < heap.count }
                .min { heap[$0].isBefore(heap[$1]) }
            guard let child, heap[child].isBefore(heap[position]) else { return }
            heap.swapAt(position, child)
            position = child
        }
    }
}
