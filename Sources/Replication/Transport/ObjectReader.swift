import Files
import Glibc
import NIOCore
import NIOHTTP1

/// An open file that a peer fetches, read in parts on a thread of its own.
actor ObjectReader {
    private static let queue = QueueExecutor(label: "ballast.replication.objects")
    nonisolated var unownedExecutor: UnownedSerialExecutor {
        Self.queue.asUnownedSerialExecutor()
    }

    /// The number of bytes.
    nonisolated let size: Int
    private let descriptor: Int32

    /// Opens a file.
    ///
    /// **Errors:** `PeerRefusal`: it can't be opened, or has another size.
    init(_ object: StoredObject) throws(PeerRefusal) {
        size = object.size
        descriptor = open(object.path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw PeerRefusal(.internalServerError, "cannot read the object: \(SystemError.last)")
        }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG,
            Int(facts.st_size) == size
        else {
            // Every property has a value, so `deinit` closes the file; a second close could end
            // another thread's file of the same number.
            throw PeerRefusal(.internalServerError, "the object is damaged")
        }
    }

    deinit {
        close(descriptor)
    }

    /// Reads the bytes from a position, at most ``PeerLimits/part``.
    ///
    /// **Errors:** `PeerRefusal`: they can't be read.
    func read(at position: Int) throws(PeerRefusal) -> ByteBuffer {
        var buffer = ByteBuffer()
        let wanted = min(PeerLimits.part, size - position)
        var count = 0
        buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: wanted) { memory in
            repeat {
                count = pread(descriptor, memory.baseAddress, wanted, off_t(position))
            } while count < 0 && errno == EINTR
            return max(0, count)
        }
        guard count > 0 else {
            throw PeerRefusal(.internalServerError, "cannot read the object")
        }
        return buffer
    }
}
