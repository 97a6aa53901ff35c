import Admin
import Files
import Model
import NIOCore

/// The values of pages as they change, for any number of viewers.
///
/// Each page that is open somewhere is drawn once a second, for each group, and the values that
/// differ are sent. The pages of one account are drawn one after the other, those of different
/// accounts at the same time; pages for which the second was too short are first in the next one.
actor LiveFeed {
    private let executor = QueueExecutor(label: "ballast.page-values")
    private var pages: [PagePress.Key: Page] = [:]
    private var next: UInt64 = 0
    private var loop: Task<Void, Never>?
    /// The accounts whose pages are being drawn.
    private var looking: Set<String> = []
    /// The open pages, in the order of their last drawing.
    private var order: [PagePress.Key] = []

    /// The thread on which values are compared.
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private struct Page {
        let draw: Draw
        /// The account in whose turn it is drawn: of its viewers, one with few pages.
        var account: String
        /// The number of seconds without a change.
        var quiet = 0
        var values: [String: LiveValue] = [:]
        var viewers: [UInt64: AsyncStream<ByteBuffer>.Continuation] = [:]
    }

    /// Returns the contents of a page; nil: there is none now.
    typealias Draw = @Sendable () async -> PageBody?

    /// The time between two drawings.
    private static let period = Duration.seconds(1)
    /// The number of periods without a change after which a browser gets a sign of life.
    private static let silence = 15
    /// The most parts that a slow viewer is behind; then its stream ends, and it asks again.
    private static let backlog = 16

    /// Returns the values of a page, and those that differ later.
    ///
    /// - Parameters:
    ///   - account: the name of the viewer's account.
    ///   - draw: returns the contents of the page; nil: there is none now.
    func values(
        of key: PagePress.Key, for account: String, _ draw: @escaping Draw
    ) async -> AsyncStream<ByteBuffer> {
        let (stream, viewer) = AsyncStream.makeStream(
            of: ByteBuffer.self, bufferingPolicy: .bufferingOldest(Self.backlog))
        let number = next
        next += 1
        viewer.onTermination = { _ in Task { await self.end(number, of: key) } }
        let present = await draw().map(Self.values) ?? [:]
        if pages[key] == nil {
            pages[key] = Page(draw: draw, account: account, values: present)
            order.append(key)
        } else if let former = pages[key]?.account, former != account,
            pages.count(where: { $0.value.account == account })
                < pages.count(where: { $0.value.account == former })
        {
            pages[key]?.account = account
        }
        pages[key]?.viewers[number] = viewer
        // The first part opens the stream at the client, and has all values, because the page can
        // be older.
        var part = ByteBuffer(string: "retry: 2000\n\n")
        part.writeImmutableBuffer(Self.part(pages[key]?.values ?? present, event: "all"))
        viewer.yield(part)
        if loop == nil { loop = Task { await follow() } }
        return stream
    }

    private func end(_ number: UInt64, of key: PagePress.Key) {
        pages[key]?.viewers[number] = nil
        if pages[key]?.viewers.isEmpty == true { drop(key) }
        guard pages.isEmpty else { return }
        loop?.cancel()
        loop = nil
    }

    private func drop(_ key: PagePress.Key) {
        guard pages.removeValue(forKey: key) != nil else { return }
        order.removeAll { $0 == key }
    }

    private func follow() async {
        // Cancelled without viewers.
        while (try? await Task.sleep(for: Self.period)) != nil {
            let end = ContinuousClock.now + Self.period
            let accounts = Dictionary(grouping: order) { pages[$0]?.account ?? "" }
            for (account, keys) in accounts where looking.insert(account).inserted {
                // One that takes longer misses its next turns, and delays no other account.
                Task {
                    await self.look(at: keys, until: end)
                    self.looking.remove(account)
                }
            }
        }
    }

    /// Draws the pages of an account, as far as the time suffices.
    private func look(at keys: [PagePress.Key], until end: ContinuousClock.Instant) async {
        for key in keys {
            await look(at: key)
            if let place = order.firstIndex(of: key) { order.append(order.remove(at: place)) }
            guard ContinuousClock.now < end, !Task.isCancelled else { return }
        }
    }

    /// Sends the values of a page that differ.
    private func look(at key: PagePress.Key) async {
        guard let draw = pages[key]?.draw else { return }
        guard let body = await draw() else {
            // The browser asks again, and learns the reason.
            for viewer in (pages[key]?.viewers ?? [:]).values { viewer.finish() }
            return drop(key)
        }
        let values = Self.values(of: body)
        guard let former = pages[key]?.values else { return }
        pages[key]?.values = values
        pages[key]?.quiet += 1
        if Set(former.keys) != Set(values.keys) {
            send(Self.part(values, event: "all"), to: key)
            return
        }
        let changed = values.filter { former[$0.key] != $0.value }
        if !changed.isEmpty {
            send(Self.part(changed, event: "some"), to: key)
        } else if (pages[key]?.quiet ?? 0) >= Self.silence {
            send(ByteBuffer(string: "event: same\ndata: -\n\n"), to: key)
        }
    }

    private func send(_ part: ByteBuffer, to key: PagePress.Key) {
        pages[key]?.quiet = 0
        for viewer in (pages[key]?.viewers ?? [:]).values {
            if case .dropped = viewer.yield(part) { viewer.finish() }
        }
    }

    private static func values(of body: PageBody) -> [String: LiveValue] {
        Dictionary(body.content.values.map { ($0.key, $0) }) { first, _ in first }
    }

    /// Source: WHATWG HTML, "Server-sent events".
    private static func part(_ values: [String: LiveValue], event: String) -> ByteBuffer {
        // Plain texts and numbers always encode.
        let text = (try? compactJSON(values)) ?? "{}"
        return ByteBuffer(string: "event: \(event)\ndata: \(text)\n\n")
    }
}
