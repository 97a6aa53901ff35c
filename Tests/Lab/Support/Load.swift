import Addresses
import Glibc

/// A steady load of the client: a request each interval, on a connection of its own, and the count
/// of those that were lost.
public final class Load {
    /// The number of requests of a period, and of those without an answer.
    public struct Report: Sendable, Hashable {
        /// Number of requests that began in the period.
        public fileprivate(set) var requests = 0
        /// Number of requests without an answer within the load's patience, or refused.
        public fileprivate(set) var lost = 0
        /// Begin of the first and the last lost request.
        fileprivate var gap: ClosedRange<ContinuousClock.Instant>?

        /// Time between the begins of the first and the last lost request.
        public var duration: Duration { gap.map { $0.upperBound - $0.lowerBound } ?? .zero }

        fileprivate mutating func lose(_ begin: ContinuousClock.Instant) {
            lost += 1
            gap = min(gap?.lowerBound ?? begin, begin)...max(gap?.upperBound ?? begin, begin)
        }
    }

    private struct Request {
        let socket: Socket
        let period: Int
        let begin: ContinuousClock.Instant
        var hasSent = false
    }

    private let endpoint: Endpoint
    private let interval: Duration
    private let patience: Duration
    private var open: [Request] = []
    private var periods = [Report()]
    private var reported = 0

    /// Creates a load.
    ///
    /// - Parameters:
    ///   - endpoint: the virtual address and port.
    ///   - interval: the time between the begins of two requests.
    ///   - patience: the time after which a request is lost. The default is shorter than the time
    ///     after which TCP repeats the first packet of a connection, 1 s.
    public init(
        to endpoint: Endpoint, every interval: Duration = .milliseconds(10),
        patience: Duration = .milliseconds(900)
    ) {
        self.endpoint = endpoint
        self.interval = interval
        self.patience = patience
    }

    /// Sends requests from the host until the input ends.
    ///
    /// A line of the input ends a period. Its report follows once each of its requests has been
    /// answered or is lost.
    ///
    /// **Errors:** there is no host of this name, or no socket for a request.
    public func run(
        on host: String = "client", until input: Int32, report: (Report) -> Void
    ) throws {
        try Namespace.inside(host) {
            var next = ContinuousClock.now
            while true {
                let now = ContinuousClock.now
                if next <= now {
                    try begin(now)
                    // Requests that a pause of this process prevented are not made up for.
                    next = max(next + interval, now)
                }
                guard try wait(for: next - .now, input) else { return }
                expire()
                while reported < periods.count - 1, !open.contains(where: { $0.period == reported })
                {
                    report(periods[reported])
                    reported += 1
                }
            }
        }
    }

    private func begin(_ now: ContinuousClock.Instant) throws {
        let socket = try Socket(domain: endpoint.domain, datagrams: false)
        _ = fcntl(socket.descriptor, F_SETFL, O_NONBLOCK)
        let request = Request(socket: socket, period: periods.count - 1, begin: now)
        periods[request.period].requests += 1
        let result = endpoint.withSocketAddress { connect(socket.descriptor, $0, $1) }
        if result == 0 || errno == EINPROGRESS {
            open.append(request)
        } else {
            periods[request.period].lose(now)
        }
    }

    /// Waits for answers and the input; false at the end of the input.
    private func wait(for time: Duration, _ input: Int32) throws -> Bool {
        var files = open.map { request in
            pollfd(
                fd: request.socket.descriptor,
                events: Int16(request.hasSent ? POLLIN : POLLOUT), revents: 0)
        }
        files.append(pollfd(fd: input, events: Int16(POLLIN), revents: 0))
        let milliseconds = max(0, Int32((time / .milliseconds(1)).rounded(.up)))
        guard poll(&files, nfds_t(files.count), milliseconds) > 0 else { return true }
        for index in open.indices.reversed() where files[index].revents != 0 {
            advance(index)
        }
        guard files[files.count - 1].revents != 0 else { return true }
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = read(input, &bytes, bytes.count)
        guard count > 0 else { return false }
        for byte in bytes.prefix(count) where byte == UInt8(ascii: "\n") {
            periods.append(Report())
        }
        return true
    }

    /// Sends a connected request, or receives its answer.
    private func advance(_ index: Int) {
        let request = open[index]
        do throws(LabFailure) {
            if !request.hasSent {
                try request.socket.send("who\n")
                open[index].hasSent = true
                return
            }
            if try request.socket.receive().isEmpty { periods[request.period].lose(request.begin) }
        } catch {
            periods[request.period].lose(request.begin)
        }
        open.remove(at: index)
    }

    private func expire() {
        let limit = ContinuousClock.now - patience
        for request in open where request.begin < limit {
            periods[request.period].lose(request.begin)
        }
        open.removeAll { $0.begin < limit }
    }
}

extension Load.Report: CustomStringConvertible {
    /// `312 requests, 0 lost`, or `312 requests, 38 lost within 371 ms`.
    public var description: String {
        let time = lost == 0 ? "" : " within \(Int(duration / .milliseconds(1))) ms"
        return "\(requests) requests, \(lost) lost\(time)"
    }
}
