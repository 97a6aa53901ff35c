import CGNU
import Glibc

/// Keeps freed memory for the next pass instead of returning it to the kernel.
///
/// Each edit briefly needs as much memory as the last one. By default the allocator maps it again,
/// with a page fault for each 4 KiB. Source: `mallopt(3)`. Unused memory is returned later by
/// ``giveBackMemory()``.
func keepFreedMemory() {
    _ = mallopt(ballast_trim_threshold, 256 << 20)
    _ = mallopt(ballast_mmap_threshold, 32 << 20)
}

/// Limits the allocator to one arena, so that threads reuse each other's freed memory.
///
/// Must be called while the process has one thread: a second one has an arena of its own at once.
/// Source: `mallopt(3)`.
package func shareMemory() {
    _ = mallopt(ballast_arena_limit, 1)
}

/// The memory in use, in bytes, up to which all unused memory is returned after the start.
private let smallHeap = 24 << 20

/// Returns unused memory to the kernel until cancellation: all of a small controller after the
/// start, and otherwise if it is more than half of the memory in use.
///
/// The pauses double from 15 s to 8 min: the first checks of many servers need much memory. As much
/// as the next edit needs stays: a sixth of the memory in use.
///
/// Source: `malloc_trim(3)`, `mallinfo(3)`.
func giveBackMemory() async {
    var pause = Duration.seconds(15)
    var isFirst = true
    // Cancellation ends the loop.
    while (try? await Task.sleep(for: pause)) != nil {
        let state = ballast_allocator_state()
        let isSmall = state.uordblks < smallHeap && isFirst
        if state.fordblks > (isSmall ? 0 : max(leastSpare, state.uordblks / 2)) {
            _ = malloc_trim(0)
            if !isSmall { touchMemory(state.uordblks / 6) }
        }
        isFirst = false
        pause = min(pause * 2, .seconds(480))
    }
}

/// Unused memory that always stays.
///
/// **Unit:** bytes.
private let leastSpare = 16 << 20

/// Maps unused memory, so that an edit has no page fault for each 4 KiB.
private func touchMemory(_ size: Int) {
    let size = min(size, leastSpare)
    guard let memory = malloc(size) else { return }
    memset(memory, 0, size)
    free(memory)
}
