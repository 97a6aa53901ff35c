import Glibc
import Series

/// The series whose file is being written, in memory that outlives the program: the file that ended
/// a recorder is known to the next one.
///
/// A note costs no system call. After a crash of the host it is lost or kept; the file is looked at
/// before it is set aside.
final class PresentWrite {
    private let memory: UnsafeMutablePointer<UInt64>?

    /// Opens the file `writing` of a directory; without it nothing is known.
    init(directory: String) {
        let file = open(
            "\(directory)/writing", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else {
            memory = nil
            return
        }
        defer { close(file) }
        let size = MemoryLayout<UInt64>.size
        // Reserved: a write to a page without a block would end the program on a full disk.
        guard posix_fallocate(file, 0, off_t(size)) == 0,
            let address = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0),
            address != MAP_FAILED
        else {
            memory = nil
            return
        }
        memory = address.bindMemory(to: UInt64.self, capacity: 1)
    }

    deinit {
        if let memory { munmap(memory, MemoryLayout<UInt64>.size) }
    }

    /// The series; nil: none is being written.
    var series: SeriesID? {
        get {
            guard let number = memory?.pointee, number != 0 else { return nil }
            return SeriesID(rawValue: number)
        }
        set { memory?.pointee = newValue?.rawValue ?? 0 }
    }
}
