import Glibc
import VRRP

/// A serial line between two nodes, which never blocks.
///
/// Source: `termios(3)`.
public final class SerialPort {
    /// The descriptor, readable when bytes wait.
    public let descriptor: Int32
    private let device: String
    private var receiver = SerialReceiver()
    private var buffer = [UInt8](repeating: 0, count: 1024)

    /// Opens a device with eight bits, no parity and no flow control.
    ///
    /// **Errors:** those of `open(2)`; `ENOTTY` for a file that is no terminal; `EINVAL` for an
    /// unusual speed.
    public init(device: String, speed: Int) throws(SocketFailure) {
        let operation = "open the serial line \(device)"
        let flags = O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC
        let descriptor = open(device, flags)
        guard descriptor >= 0 else { throw .last(operation) }
        var settings = termios()
        var isReady = tcgetattr(descriptor, &settings) == 0
        if isReady {
            cfmakeraw(&settings)
            settings.c_cflag |= tcflag_t(CLOCAL | CREAD)
            isReady =
                cfsetspeed(&settings, Self.code(speed)) == 0
                && tcsetattr(descriptor, TCSANOW, &settings) == 0
        }
        guard isReady else {
            let failure = SocketFailure.last(operation)
            close(descriptor)
            throw failure
        }
        tcflush(descriptor, TCIOFLUSH)
        self.descriptor = descriptor
        self.device = device
    }

    deinit {
        close(descriptor)
    }

    /// Sends a message in a frame.
    ///
    /// A line whose buffer is full, or that takes a part of the frame, loses the message; the next
    /// flag begins anew.
    ///
    /// **Errors:** `EAGAIN` for a full line, `EIO` for a device that is gone.
    public func send(_ message: [UInt8]) throws(SocketFailure) {
        let frame = SerialFraming.frame(message)
        guard write(descriptor, frame, frame.count) == frame.count else {
            throw .last("write to \(device)")
        }
    }

    /// Returns the messages that waiting bytes complete.
    ///
    /// **Errors:** `EIO` for a device that is gone.
    public func receive() throws(SocketFailure) -> [[UInt8]] {
        var messages: [[UInt8]] = []
        // A bound: a line has at most 11 bytes a millisecond.
        for _ in 0..<4 {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EAGAIN || errno == EINTR { break }
            // A line that hung up returns nothing, for ever, and its descriptor stays readable.
            guard count != 0 else {
                throw SocketFailure(operation: "read from \(device)", number: EIO)
            }
            guard count > 0 else { throw .last("read from \(device)") }
            messages += receiver.receive(buffer[..<count])
        }
        return messages
    }

    /// Number of frames that were damaged.
    public var damaged: Int { receiver.damaged }

    private static func code(_ speed: Int) -> speed_t {
        let codes: [Int: Int32] = [
            1200: B1200, 2400: B2400, 4800: B4800, 9600: B9600, 19_200: B19200, 38_400: B38400,
            57_600: B57600, 115_200: B115200,
        ]
        return speed_t(codes[speed] ?? B9600)
    }
}
