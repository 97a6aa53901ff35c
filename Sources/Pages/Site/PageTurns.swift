/// The order in which pages are drawn: one at a time for each account, and a few in all.
///
/// The accounts take turns, however many pages one of them has.
struct PageTurns {
    private typealias Waiter = CheckedContinuation<Void, Never>

    private var waiting: [String: [Waiter]] = [:]
    /// The accounts that wait, the next one first.
    private var queue: [String] = []
    private var busy: Set<String> = []

    /// The most pages that are drawn at a time.
    static let limit = 4

    /// Waits until the account may have a page drawn.
    mutating func wait(_ account: String, _ waiter: CheckedContinuation<Void, Never>) {
        waiting[account, default: []].append(waiter)
        if waiting[account]?.count == 1, !busy.contains(account) { queue.append(account) }
        admit()
    }

    /// Returns the number of pages of an account that wait.
    func count(of account: String) -> Int { waiting[account]?.count ?? 0 }

    /// Ends the turn of an account.
    mutating func end(_ account: String) {
        busy.remove(account)
        if waiting[account] != nil { queue.append(account) }
        admit()
    }

    private mutating func admit() {
        while busy.count < Self.limit, let account = queue.first {
            queue.removeFirst()
            guard var list = waiting[account], !list.isEmpty else { continue }
            busy.insert(account)
            let waiter = list.removeFirst()
            waiting[account] = list.isEmpty ? nil : list
            waiter.resume()
        }
    }
}
