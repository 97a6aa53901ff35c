import CGNU
import Glibc

/// An epoll instance: waits for events of sockets.
///
/// Source: `epoll(7)`; edge-triggered, so a socket is registered once and closing it is enough.
final class Poll: Sendable {
    private let descriptor: Int32
    private let wakeup: Int32

    /// An event of a socket.
    struct Event {
        /// The number given at registration.
        let number: UInt64
        /// Whether the socket has a pending error, or the peer has reset the connection.
        let isBroken: Bool
    }

    private static let wakeupNumber = UInt64.max
    /// Maximum number of events of one wait.
    static let batch = 256

    /// Creates an empty instance.
    ///
    /// **Errors:** no free descriptors.
    init() throws(SocketFailure) {
        descriptor = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard descriptor >= 0 else { throw .last }
        wakeup = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        guard wakeup >= 0 else {
            let failure = SocketFailure.last
            close(descriptor)
            throw failure
        }
        // Level-triggered: the signal stays up until the wait that it ends reads it.
        var event = epoll_event()
        event.events = EPOLLIN.rawValue
        event.data.u64 = Self.wakeupNumber
        // Every property has a value, so `deinit` closes both.
        guard epoll_ctl(descriptor, EPOLL_CTL_ADD, wakeup, &event) == 0 else { throw .last }
    }

    deinit {
        close(wakeup)
        close(descriptor)
    }

    /// Ends the current wait, or the next one.
    func signal() {
        // The counter cannot overflow, and nothing else can fail.
        eventfd_write(wakeup, 1)
    }

    /// Registers a socket for all events, until it is closed.
    func add(_ socket: Int32, number: UInt64) throws(SocketFailure) {
        var event = epoll_event()
        event.events =
            EPOLLIN.rawValue | EPOLLOUT.rawValue | EPOLLRDHUP.rawValue | EPOLLET.rawValue
        event.data.u64 = number
        guard epoll_ctl(descriptor, EPOLL_CTL_ADD, socket, &event) == 0 else { throw .last }
    }

    /// Waits this many milliseconds for the first event or a signal; -1 waits for ever.
    func wait(_ milliseconds: Int32, into events: inout [Event]) {
        events.removeAll(keepingCapacity: true)
        withUnsafeTemporaryAllocation(of: epoll_event.self, capacity: Self.batch) { buffer in
            let count = epoll_wait(
                descriptor, buffer.baseAddress, Int32(Self.batch), milliseconds)
            guard count > 0 else { return }
            for event in buffer.prefix(Int(count)) {
                if event.data.u64 == Self.wakeupNumber {
                    var value: eventfd_t = 0
                    eventfd_read(wakeup, &value)
                } else {
                    let broken = EPOLLERR.rawValue | EPOLLHUP.rawValue
                    events.append(
                        Event(number: event.data.u64, isBroken: event.events & broken != 0))
                }
            }
        }
    }
}
