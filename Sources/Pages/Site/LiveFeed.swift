import Admin
import Files
import Model
import NIOCore

/// The values of pages as they change, for any number of viewers.
///
/// Each page that is open somewhere is drawn once a second, for each group, and the values that
/// differ are sent.
actor LiveFeed {
    private let executor = QueueExecutor(label: "ballast.page-values")
    private var pages: [PagePress.Key: Page] = [:]
    private var next: UInt64 = 0
    private var loop: Task<Void, Never>?

    /// The thread on which values are compared.
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private struct Page {
        let draw: Draw
        var values: [String: LiveValue] = [:]
        var viewers: [UInt64: AsyncStream<ByteBuffer>.Continuation] = [:]
    }

    /// Returns the contents of a page; nil: there is none now.
    typealias Draw = @Sendable () async -> PageBody?

    /// The time between two drawings.
    private static let period = Duration.seconds(1)
    /// The number of periods without a change after which a comment is sent.
    private static let silence = 15
    /// The most parts that a slow viewer is behind; then its stream ends, and it asks again.
    private static let backlog = 16

    /// Returns the values of a page, and those that differ later.
    ///
    /// - Parameter draw: returns the contents of the page; nil: there is none now.
    func values(
        of key: PagePress.Key, _ draw: @escaping Draw
    ) async -> AsyncStream<ByteBuffer> {
        let (stream, viewer) = AsyncStream.makeStream(
            of: ByteBuffer.self, bufferingPolicy: .bufferingOldest(Self.backlog))
        let number = next
        next += 1
        viewer.onTermination = { _ in Task { await self.end(number, of: key) } }
        let present = await draw().map(Self.values) ?? [:]
        if pages[key] == nil { pages[key] = Page(draw: draw, values: present) }
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
        if pages[key]?.viewers.isEmpty == true { pages[key] = nil }
        guard pages.isEmpty else { return }
        loop?.cancel()
        loop = nil
    }

    private func follow() async {
        var quiet = 0
        // Cancelled without viewers.
        while (try? await Task.sleep(for: Self.period)) != nil {
            quiet += 1
            let isDue = quiet >= Self.silence
            if isDue { quiet = 0 }
            for key in pages.keys { await look(at: key, isDue: isDue) }
        }
    }

    /// Sends the values of a page that differ.
    private func look(at key: PagePress.Key, isDue: Bool) async {
        guard let draw = pages[key]?.draw, let body = await draw() else { return }
        let values = Self.values(of: body)
        guard let former = pages[key]?.values else { return }
        pages[key]?.values = values
        if Set(former.keys) != Set(values.keys) {
            send(Self.part(values, event: "all"), to: key)
            return
        }
        let changed = values.filter { former[$0.key] != $0.value }
        if !changed.isEmpty {
            send(Self.part(changed, event: "some"), to: key)
        } else if isDue {
            send(ByteBuffer(string: ":\n\n"), to: key)
        }
    }

    private func send(_ part: ByteBuffer, to key: PagePress.Key) {
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
