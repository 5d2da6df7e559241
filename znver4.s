	.file	"<string>"
	.section	.rodata,"a",@progbits
	.p2align	6, 0x0
.LCPI0_0:
	.quad	0
	.quad	1
	.quad	2
	.quad	3
	.quad	4
	.quad	5
	.quad	6
	.quad	7
	.section	.ltext,"axl",@progbits
	.globl	pastix_dsubtract_product
	.p2align	4
	.type	pastix_dsubtract_product,@function
pastix_dsubtract_product:
	.cfi_startproc
	pushq	%rbp
	.cfi_def_cfa_offset 16
	.cfi_offset %rbp, -16
	movq	%rsp, %rbp
	.cfi_def_cfa_register %rbp
	pushq	%r15
	pushq	%r14
	pushq	%r13
	pushq	%r12
	pushq	%rbx
	andq	$-64, %rsp
	subq	$1920, %rsp
	.cfi_offset %rbx, -56
	.cfi_offset %r12, -48
	.cfi_offset %r13, -40
	.cfi_offset %r14, -32
	.cfi_offset %r15, -24
	movq	%rsi, %r10
	movq	%rcx, 48(%rsp)
	subq	%rdi, %r10
	movq	64(%rbp), %r11
	movabsq	$3074457345618258603, %rcx
	movq	%rdx, 288(%rsp)
	movq	24(%rbp), %r8
	movq	%r9, 296(%rsp)
	movq	16(%rbp), %r9
	movq	56(%rbp), %r13
	movq	%rsi, 152(%rsp)
	movq	%r10, %rax
	imulq	%rcx
	movq	%rdx, %rax
	shrq	$63, %rax
	shrq	$2, %rdx
	addq	%rax, %rdx
	shlq	$3, %rdx
	leaq	(%rdx,%rdx,2), %rax
	movq	%r11, %rdx
	movq	32(%rbp), %r11
	shlq	$3, %r8
	shlq	$3, %r9
	movq	%r8, 248(%rsp)
	movq	48(%rbp), %r8
	movq	%r9, 56(%rsp)
	xorl	%r9d, %r9d
	subq	%rax, %r10
	leaq	(,%rdi,8), %rax
	subq	%r10, %rsi
	movq	%r10, 304(%rsp)
	negq	%rax
	movq	%rsi, 224(%rsp)
	leaq	192(%r11,%rdi,8), %rcx
	leaq	320(%rsp,%rax), %r10
	leaq	128(%r11,%rdi,8), %rax
	movq	%rcx, 200(%rsp)
	leaq	24(%rdi), %rcx
	movq	%rax, 192(%rsp)
	movq	%rcx, 136(%rsp)
	leaq	768(%r10), %rcx
	jmp	.LBB0_1
	.p2align	4
.LBB0_161:
	addq	$192, 200(%rsp)
	addq	$192, 192(%rsp)
	addq	$24, 136(%rsp)
	movq	312(%rsp), %rdi
	addq	$-192, %rcx
	addq	$-192, %r10
.LBB0_1:
	cmpq	%rsi, %rdi
	jge	.LBB0_79
	decq	%r9
	.p2align	4
.LBB0_3:
	cmpq	%rdi, 16(%rdx,%r9,8)
	leaq	1(%r9), %r9
	jle	.LBB0_3
	movq	8(%rdx,%r9,8), %rax
	movq	152(%rsp), %rbx
	leaq	24(%rdi), %r11
	movq	%r9, 128(%rsp)
	movq	%rdi, 216(%rsp)
	movq	%r11, 312(%rsp)
	movq	%rax, 184(%rsp)
	movq	72(%rbp), %rax
	cmpq	%rbx, %r11
	cmovlq	%r11, %rbx
	movq	%rdi, %r11
	subq	(%rdx,%r9,8), %r11
	movq	%rbx, 144(%rsp)
	addq	(%rax,%r9,8), %r11
	movq	%rbx, %r9
	subq	296(%rsp), %r9
	movq	288(%rsp), %rax
	cmpq	%r9, %rax
	movq	%r11, 232(%rsp)
	cmovlq	%rax, %r9
	leaq	7(%r9), %r11
	testq	%r9, %r9
	movq	%r9, %rax
	movq	%r9, 72(%rsp)
	cmovnsq	%r9, %r11
	andq	$-8, %r11
	subq	%r11, %rax
	cmpq	$5, %rax
	cmovgeq	%r9, %r11
	xorl	%eax, %eax
	movq	%r11, 264(%rsp)
	jmp	.LBB0_5
	.p2align	4
.LBB0_158:
	movq	280(%rsp), %rax
	movq	64(%rbp), %rdx
	movq	224(%rsp), %rsi
.LBB0_5:
	cmpq	264(%rsp), %rax
	jge	.LBB0_29
	movq	72(%rsp), %rsi
	movl	$0, %r15d
	movl	$1, %edx
	movq	%rax, %rdi
	subq	%rax, %rsi
	leaq	-1(%rsi), %r14
	testq	%rsi, %rsi
	movq	%rsi, 120(%rsp)
	cmovleq	%r14, %r15
	cmpq	$2, %rsi
	movq	%r14, %r12
	movq	%r14, %r9
	movq	%r14, %r11
	movq	%r14, %rax
	cmovgeq	%rdx, %r12
	movl	$2, %edx
	cmovgq	%rdx, %r9
	cmpq	$4, %rsi
	movl	$3, %edx
	cmovgeq	%rdx, %r11
	movl	$4, %edx
	cmovgq	%rdx, %rax
	cmpq	$6, %rsi
	movl	$5, %edx
	movq	%rax, 24(%rsp)
	movq	%r14, %rax
	cmovgeq	%rdx, %rax
	movl	$6, %edx
	movq	%rax, 64(%rsp)
	movq	%r14, %rax
	cmovgq	%rdx, %rax
	cmpq	$8, %rsi
	movl	$7, %edx
	cmovgeq	%rdx, %r14
	addq	%rdi, %r12
	movq	%rax, 32(%rsp)
	movq	232(%rsp), %rdx
	addq	%rdi, %r9
	addq	%rdi, %r11
	addq	%rdi, %r15
	movq	(%r13,%r12,8), %rax
	movq	(%r13,%r15,8), %rsi
	movq	%r11, 104(%rsp)
	movq	%r9, 80(%rsp)
	addq	%rdi, %r14
	movq	%r15, 40(%rsp)
	movq	%r12, 88(%rsp)
	movq	(%r13,%r14,8), %r15
	movq	%r14, %r12
	addq	%rdx, %rax
	addq	%rdx, %rsi
	movq	%rax, 272(%rsp)
	movq	(%r13,%r9,8), %rax
	movq	%rsi, 112(%rsp)
	addq	%rdx, %r15
	movq	272(%rsp), %r14
	prefetcht0	(%r8,%r15,8)
	prefetcht0	64(%r8,%r15,8)
	movq	%r15, 240(%rsp)
	addq	%rdx, %rax
	movq	%rax, 256(%rsp)
	movq	(%r13,%r11,8), %rax
	movq	64(%rsp), %r11
	prefetcht0	(%r8,%r14,8)
	prefetcht0	64(%r8,%r14,8)
	addq	%rdx, %rax
	addq	%rdi, %r11
	movq	%rax, 96(%rsp)
	movq	24(%rsp), %rax
	movq	(%r13,%r11,8), %r9
	movq	%r11, %rsi
	movq	32(%rsp), %r11
	addq	%rdi, %rax
	addq	%rdx, %r9
	addq	%rdi, %r11
	movq	%rax, 24(%rsp)
	movq	(%r13,%rax,8), %rax
	movq	%r9, 176(%rsp)
	movq	%r11, %r9
	movq	(%r13,%r11,8), %r11
	addq	%rdx, %rax
	addq	%rdx, %r11
	leaq	8(%rdi), %rdx
	movq	%rax, 208(%rsp)
	movq	72(%rsp), %rax
	movq	%r11, 168(%rsp)
	movq	%rdx, 280(%rsp)
	cmpq	%rax, %rdx
	movq	%rax, %r11
	cmovlq	%rdx, %r11
	imulq	48(%rsp), %rdi
	movq	%r11, 64(%rsp)
	movq	%rdi, 32(%rsp)
	orq	%rax, %rdi
	movq	112(%rsp), %rax
	shrq	$32, %rdi
	prefetcht0	(%r8,%rax,8)
	prefetcht0	64(%r8,%rax,8)
	movq	256(%rsp), %rax
	prefetcht0	(%r8,%rax,8)
	prefetcht0	64(%r8,%rax,8)
	movq	96(%rsp), %rax
	prefetcht0	(%r8,%rax,8)
	prefetcht0	64(%r8,%rax,8)
	movq	208(%rsp), %rax
	prefetcht0	(%r8,%rax,8)
	prefetcht0	64(%r8,%rax,8)
	movq	176(%rsp), %rax
	prefetcht0	(%r8,%rax,8)
	prefetcht0	64(%r8,%rax,8)
	movq	168(%rsp), %rax
	prefetcht0	(%r8,%rax,8)
	prefetcht0	64(%r8,%rax,8)
	je	.LBB0_7
	movq	32(%rsp), %rax
	movq	72(%rsp), %rdi
	cqto
	idivq	%rdi
	movq	%rax, %r11
	jmp	.LBB0_9
	.p2align	4
.LBB0_7:
	movq	72(%rsp), %rdi
	movq	32(%rsp), %rax
	xorl	%edx, %edx
	divl	%edi
	movl	%eax, %r11d
.LBB0_9:
	movq	64(%rsp), %rax
	imulq	48(%rsp), %rax
	movq	%rax, %rdx
	orq	%rdi, %rdx
	shrq	$32, %rdx
	je	.LBB0_10
	cqto
	idivq	%rdi
	jmp	.LBB0_12
	.p2align	4
.LBB0_10:
	xorl	%edx, %edx
	divl	%edi
.LBB0_12:
	movq	56(%rsp), %rdx
	imulq	%r11, %rdx
	addq	200(%rsp), %rdx
	cmpq	%rax, %r11
	jge	.LBB0_15
	.p2align	4
.LBB0_14:
	prefetcht1	(%rdx)
	prefetcht1	64(%rdx)
	prefetcht1	128(%rdx)
	addq	56(%rsp), %rdx
	incq	%r11
	cmpq	%rax, %r11
	jl	.LBB0_14
.LBB0_15:
	movq	40(%rbp), %rax
	movq	192(%rsp), %rdx
	vxorpd	%xmm0, %xmm0, %xmm0
	xorl	%r15d, %r15d
	vxorpd	%xmm1, %xmm1, %xmm1
	vxorpd	%xmm2, %xmm2, %xmm2
	vxorpd	%xmm3, %xmm3, %xmm3
	vxorpd	%xmm4, %xmm4, %xmm4
	vxorpd	%xmm5, %xmm5, %xmm5
	vxorpd	%xmm6, %xmm6, %xmm6
	vxorpd	%xmm7, %xmm7, %xmm7
	vxorpd	%xmm8, %xmm8, %xmm8
	vxorpd	%xmm9, %xmm9, %xmm9
	vxorpd	%xmm10, %xmm10, %xmm10
	vxorpd	%xmm11, %xmm11, %xmm11
	vxorpd	%xmm12, %xmm12, %xmm12
	vxorpd	%xmm13, %xmm13, %xmm13
	vxorpd	%xmm14, %xmm14, %xmm14
	vxorpd	%xmm15, %xmm15, %xmm15
	vxorpd	%xmm16, %xmm16, %xmm16
	vxorpd	%xmm17, %xmm17, %xmm17
	vxorpd	%xmm18, %xmm18, %xmm18
	vxorpd	%xmm19, %xmm19, %xmm19
	vxorpd	%xmm20, %xmm20, %xmm20
	vxorpd	%xmm21, %xmm21, %xmm21
	vxorpd	%xmm22, %xmm22, %xmm22
	vxorpd	%xmm23, %xmm23, %xmm23
	cmpq	48(%rsp), %r15
	jge	.LBB0_18
	.p2align	4
.LBB0_17:
	movq	40(%rsp), %rdi
	vmovupd	-128(%rdx), %zmm24
	vmovupd	-64(%rdx), %zmm25
	vmovupd	(%rdx), %zmm26
	movq	24(%rsp), %r11
	addq	56(%rsp), %rdx
	incq	%r15
	vbroadcastsd	(%rax,%rdi,8), %zmm27
	movq	88(%rsp), %rdi
	vbroadcastsd	(%rax,%rdi,8), %zmm28
	movq	80(%rsp), %rdi
	vfmadd231pd	%zmm27, %zmm24, %zmm0
	vfmadd231pd	%zmm27, %zmm25, %zmm1
	vfmadd231pd	%zmm27, %zmm26, %zmm2
	vbroadcastsd	(%rax,%rdi,8), %zmm29
	movq	104(%rsp), %rdi
	vfmadd231pd	%zmm28, %zmm24, %zmm3
	vfmadd231pd	%zmm28, %zmm25, %zmm4
	vfmadd231pd	%zmm28, %zmm26, %zmm5
	vbroadcastsd	(%rax,%rdi,8), %zmm28
	vfmadd231pd	%zmm29, %zmm24, %zmm6
	vfmadd231pd	%zmm29, %zmm25, %zmm7
	vfmadd231pd	%zmm29, %zmm26, %zmm8
	vbroadcastsd	(%rax,%r11,8), %zmm29
	vfmadd231pd	%zmm28, %zmm24, %zmm9
	vfmadd231pd	%zmm28, %zmm25, %zmm10
	vfmadd231pd	%zmm28, %zmm26, %zmm11
	vbroadcastsd	(%rax,%rsi,8), %zmm28
	vfmadd231pd	%zmm29, %zmm24, %zmm12
	vfmadd231pd	%zmm29, %zmm25, %zmm13
	vfmadd231pd	%zmm29, %zmm26, %zmm14
	vbroadcastsd	(%rax,%r9,8), %zmm29
	vfmadd231pd	%zmm28, %zmm24, %zmm15
	vfmadd231pd	%zmm28, %zmm25, %zmm16
	vfmadd231pd	%zmm28, %zmm26, %zmm17
	vbroadcastsd	(%rax,%r12,8), %zmm28
	addq	248(%rsp), %rax
	vfmadd231pd	%zmm29, %zmm24, %zmm18
	vfmadd231pd	%zmm29, %zmm25, %zmm19
	vfmadd231pd	%zmm29, %zmm26, %zmm20
	vfmadd231pd	%zmm24, %zmm28, %zmm21
	vfmadd231pd	%zmm25, %zmm28, %zmm22
	vfmadd231pd	%zmm28, %zmm26, %zmm23
	cmpq	48(%rsp), %r15
	jl	.LBB0_17
.LBB0_18:
	movq	120(%rsp), %rdi
	movl	$0, %eax
	movl	$255, %edx
	testq	%rdi, %rdi
	cmovgl	%edx, %eax
	cmpq	$2, %rdi
	kmovd	%eax, %k1
	movl	$0, %eax
	cmovgel	%edx, %eax
	kmovw	%k1, 32(%rsp)
	kmovd	%eax, %k1
	movl	$0, %eax
	cmovgl	%edx, %eax
	kmovw	%k1, 64(%rsp)
	cmpq	$4, %rdi
	kmovd	%eax, %k1
	movl	$0, %eax
	cmovgel	%edx, %eax
	kmovw	%k1, 160(%rsp)
	kmovd	%eax, %k4
	movl	$0, %eax
	cmovgl	%edx, %eax
	cmpq	$6, %rdi
	kmovd	%eax, %k5
	movl	$0, %eax
	cmovgel	%edx, %eax
	kmovd	%eax, %k6
	movl	$0, %eax
	cmovgl	%edx, %eax
	cmpq	$8, %rdi
	kmovd	%eax, %k7
	movl	$0, %eax
	cmovgel	%edx, %eax
	movq	256(%rsp), %rdx
	kmovd	%eax, %k1
	xorl	%eax, %eax
	cmpq	%rbx, 184(%rsp)
	setge	%al
	movq	%rax, 120(%rsp)
	xorl	%eax, %eax
	cmpq	120(%rsp), %rax
	jge	.LBB0_21
	.p2align	4
.LBB0_20:
	kmovw	32(%rsp), %k2
	movq	112(%rsp), %rdi
	incq	%rax
	vmovupd	(%r8,%rdi,8), %zmm24 {%k2} {z}
	vsubpd	%zmm0, %zmm24, %zmm24
	vmovupd	%zmm24, (%r8,%rdi,8) {%k2}
	vmovupd	64(%r8,%rdi,8), %zmm24 {%k2} {z}
	vsubpd	%zmm1, %zmm24, %zmm24
	vmovupd	%zmm24, 64(%r8,%rdi,8) {%k2}
	vmovupd	128(%r8,%rdi,8), %zmm24 {%k2} {z}
	vsubpd	%zmm2, %zmm24, %zmm24
	vmovupd	%zmm24, 128(%r8,%rdi,8) {%k2}
	kmovw	64(%rsp), %k2
	movq	96(%rsp), %rdi
	vmovupd	(%r8,%r14,8), %zmm24 {%k2} {z}
	vsubpd	%zmm3, %zmm24, %zmm24
	vmovupd	%zmm24, (%r8,%r14,8) {%k2}
	vmovupd	64(%r8,%r14,8), %zmm24 {%k2} {z}
	vsubpd	%zmm4, %zmm24, %zmm24
	vmovupd	%zmm24, 64(%r8,%r14,8) {%k2}
	vmovupd	128(%r8,%r14,8), %zmm24 {%k2} {z}
	vsubpd	%zmm5, %zmm24, %zmm24
	vmovupd	%zmm24, 128(%r8,%r14,8) {%k2}
	kmovw	160(%rsp), %k2
	vmovupd	(%r8,%rdx,8), %zmm24 {%k2} {z}
	vsubpd	%zmm6, %zmm24, %zmm24
	vmovupd	%zmm24, (%r8,%rdx,8) {%k2}
	vmovupd	64(%r8,%rdx,8), %zmm24 {%k2} {z}
	vsubpd	%zmm7, %zmm24, %zmm24
	vmovupd	%zmm24, 64(%r8,%rdx,8) {%k2}
	vmovupd	128(%r8,%rdx,8), %zmm24 {%k2} {z}
	vsubpd	%zmm8, %zmm24, %zmm24
	vmovupd	%zmm24, 128(%r8,%rdx,8) {%k2}
	vmovupd	(%r8,%rdi,8), %zmm24 {%k4} {z}
	vsubpd	%zmm9, %zmm24, %zmm24
	vmovupd	%zmm24, (%r8,%rdi,8) {%k4}
	vmovupd	64(%r8,%rdi,8), %zmm24 {%k4} {z}
	vsubpd	%zmm10, %zmm24, %zmm24
	vmovupd	%zmm24, 64(%r8,%rdi,8) {%k4}
	vmovupd	128(%r8,%rdi,8), %zmm24 {%k4} {z}
	vsubpd	%zmm11, %zmm24, %zmm24
	vmovupd	%zmm24, 128(%r8,%rdi,8) {%k4}
	movq	208(%rsp), %rdi
	vmovupd	(%r8,%rdi,8), %zmm24 {%k5} {z}
	vsubpd	%zmm12, %zmm24, %zmm24
	vmovupd	%zmm24, (%r8,%rdi,8) {%k5}
	vmovupd	64(%r8,%rdi,8), %zmm24 {%k5} {z}
	vsubpd	%zmm13, %zmm24, %zmm24
	vmovupd	%zmm24, 64(%r8,%rdi,8) {%k5}
	vmovupd	128(%r8,%rdi,8), %zmm24 {%k5} {z}
	vsubpd	%zmm14, %zmm24, %zmm24
	vmovupd	%zmm24, 128(%r8,%rdi,8) {%k5}
	movq	176(%rsp), %rdi
	vmovupd	(%r8,%rdi,8), %zmm24 {%k6} {z}
	vsubpd	%zmm15, %zmm24, %zmm24
	vmovupd	%zmm24, (%r8,%rdi,8) {%k6}
	vmovupd	64(%r8,%rdi,8), %zmm24 {%k6} {z}
	vsubpd	%zmm16, %zmm24, %zmm24
	vmovupd	%zmm24, 64(%r8,%rdi,8) {%k6}
	vmovupd	128(%r8,%rdi,8), %zmm24 {%k6} {z}
	vsubpd	%zmm17, %zmm24, %zmm24
	vmovupd	%zmm24, 128(%r8,%rdi,8) {%k6}
	movq	168(%rsp), %rdi
	vmovupd	(%r8,%rdi,8), %zmm24 {%k7} {z}
	vsubpd	%zmm18, %zmm24, %zmm24
	vmovupd	%zmm24, (%r8,%rdi,8) {%k7}
	vmovupd	64(%r8,%rdi,8), %zmm24 {%k7} {z}
	vsubpd	%zmm19, %zmm24, %zmm24
	vmovupd	%zmm24, 64(%r8,%rdi,8) {%k7}
	vmovupd	128(%r8,%rdi,8), %zmm24 {%k7} {z}
	vsubpd	%zmm20, %zmm24, %zmm24
	vmovupd	%zmm24, 128(%r8,%rdi,8) {%k7}
	movq	240(%rsp), %rdi
	vmovupd	(%r8,%rdi,8), %zmm24 {%k1} {z}
	vsubpd	%zmm21, %zmm24, %zmm24
	vmovupd	%zmm24, (%r8,%rdi,8) {%k1}
	vmovupd	64(%r8,%rdi,8), %zmm24 {%k1} {z}
	vsubpd	%zmm22, %zmm24, %zmm24
	vmovupd	%zmm24, 64(%r8,%rdi,8) {%k1}
	vmovupd	128(%r8,%rdi,8), %zmm24 {%k1} {z}
	vsubpd	%zmm23, %zmm24, %zmm24
	vmovupd	%zmm24, 128(%r8,%rdi,8) {%k1}
	cmpq	120(%rsp), %rax
	jl	.LBB0_20
.LBB0_21:
	movq	120(%rsp), %rax
	jmp	.LBB0_22
	.p2align	4
.LBB0_159:
	movq	120(%rsp), %rax
	incq	%rax
.LBB0_22:
	testq	%rax, %rax
	jg	.LBB0_158
	movq	%rax, 120(%rsp)
	movq	216(%rsp), %rax
	movq	128(%rsp), %r11
	vmovapd	%zmm0, 320(%rsp)
	vmovapd	%zmm1, 384(%rsp)
	vmovapd	%zmm2, 448(%rsp)
	vmovapd	%zmm3, 512(%rsp)
	vmovapd	%zmm4, 576(%rsp)
	vmovapd	%zmm5, 640(%rsp)
	vmovapd	%zmm6, 704(%rsp)
	vmovapd	%zmm7, 768(%rsp)
	vmovapd	%zmm8, 832(%rsp)
	vmovapd	%zmm9, 896(%rsp)
	vmovapd	%zmm10, 960(%rsp)
	vmovapd	%zmm11, 1024(%rsp)
	vmovapd	%zmm12, 1088(%rsp)
	vmovapd	%zmm13, 1152(%rsp)
	vmovapd	%zmm14, 1216(%rsp)
	vmovapd	%zmm15, 1280(%rsp)
	vmovapd	%zmm16, 1344(%rsp)
	vmovapd	%zmm17, 1408(%rsp)
	vmovapd	%zmm18, 1472(%rsp)
	vmovapd	%zmm19, 1536(%rsp)
	vmovapd	%zmm20, 1600(%rsp)
	vmovapd	%zmm21, 1664(%rsp)
	vmovapd	%zmm22, 1728(%rsp)
	vmovapd	%zmm23, 1792(%rsp)
	jmp	.LBB0_24
	.p2align	4
.LBB0_28:
	movq	96(%rsp), %r11
	movq	144(%rsp), %rbx
	movq	%rdx, %rax
	incq	%r11
.LBB0_24:
	cmpq	%rbx, %rax
	jge	.LBB0_159
	movq	64(%rbp), %r15
	movq	72(%rbp), %r14
	movq	%rbx, %rdx
	movq	%r11, 96(%rsp)
	movq	8(%r15,%r11,8), %rdi
	movq	(%r14,%r11,8), %r14
	cmpq	%rbx, %rdi
	cmovlq	%rdi, %rdx
	subq	(%r15,%r11,8), %r14
	movq	152(%rsp), %r15
	movq	136(%rsp), %r11
	cmpq	%r15, %rdi
	cmovgeq	%r15, %rdi
	cmpq	%r11, %rdi
	cmovgeq	%r11, %rdi
	subq	%rax, %rdi
	cmpq	%rdx, %rax
	jge	.LBB0_28
	.p2align	4
.LBB0_27:
	movq	40(%rsp), %r15
	movabsq	$.LCPI0_0, %rbx
	vpbroadcastq	%rdi, %zmm24
	kmovw	32(%rsp), %k3
	movq	24(%rsp), %r11
	addq	$-8, %rdi
	vpcmpgtq	(%rbx), %zmm24, %k2
	leaq	(%r14,%rax), %rbx
	movq	(%r13,%r15,8), %r15
	kandb	%k2, %k3, %k3
	vmovupd	-768(%rcx,%rax,8), %zmm24 {%k2} {z}
	addq	%rbx, %r15
	vmovupd	(%r8,%r15,8), %zmm25 {%k3} {z}
	vsubpd	%zmm24, %zmm25, %zmm24
	vmovupd	%zmm24, (%r8,%r15,8) {%k3}
	movq	88(%rsp), %r15
	kmovw	64(%rsp), %k3
	vmovupd	-576(%rcx,%rax,8), %zmm24 {%k2} {z}
	movq	(%r13,%r15,8), %r15
	kandb	%k2, %k3, %k3
	addq	%rbx, %r15
	vmovupd	(%r8,%r15,8), %zmm25 {%k3} {z}
	vsubpd	%zmm24, %zmm25, %zmm24
	vmovupd	%zmm24, (%r8,%r15,8) {%k3}
	movq	80(%rsp), %r15
	kmovw	160(%rsp), %k3
	vmovupd	-384(%rcx,%rax,8), %zmm24 {%k2} {z}
	movq	(%r13,%r15,8), %r15
	kandb	%k2, %k3, %k3
	addq	%rbx, %r15
	vmovupd	(%r8,%r15,8), %zmm25 {%k3} {z}
	vsubpd	%zmm24, %zmm25, %zmm24
	vmovupd	%zmm24, (%r8,%r15,8) {%k3}
	movq	104(%rsp), %r15
	kandb	%k2, %k4, %k3
	vmovupd	-192(%rcx,%rax,8), %zmm24 {%k2} {z}
	movq	(%r13,%r15,8), %r15
	addq	%rbx, %r15
	vmovupd	(%r8,%r15,8), %zmm25 {%k3} {z}
	vsubpd	%zmm24, %zmm25, %zmm24
	vmovupd	%zmm24, (%r8,%r15,8) {%k3}
	kandb	%k2, %k5, %k3
	movq	(%r13,%r11,8), %r15
	vmovupd	(%rcx,%rax,8), %zmm24 {%k2} {z}
	addq	%rbx, %r15
	vmovupd	(%r8,%r15,8), %zmm25 {%k3} {z}
	vsubpd	%zmm24, %zmm25, %zmm24
	vmovupd	%zmm24, (%r8,%r15,8) {%k3}
	kandb	%k2, %k6, %k3
	movq	(%r13,%rsi,8), %r15
	vmovupd	192(%rcx,%rax,8), %zmm24 {%k2} {z}
	addq	%rbx, %r15
	vmovupd	(%r8,%r15,8), %zmm25 {%k3} {z}
	vsubpd	%zmm24, %zmm25, %zmm24
	vmovupd	%zmm24, (%r8,%r15,8) {%k3}
	kandb	%k2, %k7, %k3
	movq	(%r13,%r9,8), %r15
	vmovupd	384(%rcx,%rax,8), %zmm24 {%k2} {z}
	addq	%rbx, %r15
	vmovupd	(%r8,%r15,8), %zmm25 {%k3} {z}
	vsubpd	%zmm24, %zmm25, %zmm24
	vmovupd	%zmm24, (%r8,%r15,8) {%k3}
	addq	(%r13,%r12,8), %rbx
	vmovupd	576(%rcx,%rax,8), %zmm24 {%k2} {z}
	kandb	%k2, %k1, %k2
	addq	$8, %rax
	vmovupd	(%r8,%rbx,8), %zmm25 {%k2} {z}
	vsubpd	%zmm24, %zmm25, %zmm24
	vmovupd	%zmm24, (%r8,%rbx,8) {%k2}
	cmpq	%rdx, %rax
	jl	.LBB0_27
	jmp	.LBB0_28
	.p2align	4
.LBB0_29:
	movq	264(%rsp), %rdi
	movq	72(%rsp), %r11
	movq	%rdi, %rax
	sarq	$63, %rax
	andnq	%rdi, %rax, %r9
	movq	%r11, %rax
	subq	%r9, %rax
	leaq	(,%r9,8), %rdi
	movq	%r9, 168(%rsp)
	cmpq	$3, %rax
	movq	%r9, %rax
	cmovgeq	%r11, %rax
	movq	%rdi, 64(%rsp)
	movq	%rax, 176(%rsp)
	movq	%r9, %rax
	jmp	.LBB0_30
	.p2align	4
.LBB0_160:
	addq	$32, 64(%rsp)
	movq	160(%rsp), %rax
	movq	64(%rbp), %rdx
	movq	224(%rsp), %rsi
.LBB0_30:
	cmpq	176(%rsp), %rax
	jge	.LBB0_54
	movq	72(%rsp), %rdx
	movl	$0, %edi
	movq	%rdx, %rsi
	subq	%rax, %rsi
	movq	%rdx, %rbx
	movl	$1, %edx
	leaq	-1(%rsi), %r12
	testq	%rsi, %rsi
	movq	%rsi, 96(%rsp)
	cmovleq	%r12, %rdi
	cmpq	$2, %rsi
	movq	%r12, %r11
	movq	%r12, %r14
	cmovgeq	%rdx, %r11
	movl	$2, %edx
	movq	%rdi, 104(%rsp)
	leaq	(%rax,%rdi), %r9
	cmovgq	%rdx, %r14
	cmpq	$4, %rsi
	movl	$3, %edx
	movq	%r11, 80(%rsp)
	leaq	(%rax,%r11), %r11
	movq	(%r13,%r9,8), %rsi
	cmovgeq	%rdx, %r12
	movq	232(%rsp), %rdx
	movq	(%r13,%r11,8), %rdi
	movq	%r14, 88(%rsp)
	addq	%rax, %r14
	movq	%r12, 40(%rsp)
	addq	%rax, %r12
	movq	(%r13,%r14,8), %r15
	addq	%rdx, %rdi
	addq	%rdx, %rsi
	movq	%rdi, 24(%rsp)
	movq	(%r13,%r12,8), %rdi
	movq	%rsi, 32(%rsp)
	leaq	4(%rax), %rsi
	addq	%rdx, %r15
	prefetcht0	(%r8,%r15,8)
	prefetcht0	64(%r8,%r15,8)
	movq	%rsi, 160(%rsp)
	addq	%rdx, %rdi
	cmpq	%rbx, %rsi
	movq	%rax, %rdx
	movq	%rbx, %rax
	cmovlq	%rsi, %rbx
	imulq	48(%rsp), %rdx
	prefetcht0	(%r8,%rdi,8)
	prefetcht0	64(%r8,%rdi,8)
	movq	%rbx, 120(%rsp)
	movq	%rdx, 208(%rsp)
	orq	%rax, %rdx
	movq	32(%rsp), %rax
	shrq	$32, %rdx
	prefetcht0	(%r8,%rax,8)
	prefetcht0	64(%r8,%rax,8)
	movq	24(%rsp), %rax
	prefetcht0	(%r8,%rax,8)
	prefetcht0	64(%r8,%rax,8)
	je	.LBB0_32
	movq	208(%rsp), %rax
	cqto
	idivq	72(%rsp)
	movq	%rax, %rbx
	jmp	.LBB0_34
	.p2align	4
.LBB0_32:
	movq	208(%rsp), %rax
	xorl	%edx, %edx
	divl	72(%rsp)
	movl	%eax, %ebx
.LBB0_34:
	movq	120(%rsp), %rax
	imulq	48(%rsp), %rax
	movq	%rax, %rdx
	orq	72(%rsp), %rdx
	shrq	$32, %rdx
	je	.LBB0_35
	cqto
	idivq	72(%rsp)
	jmp	.LBB0_37
	.p2align	4
.LBB0_35:
	xorl	%edx, %edx
	divl	72(%rsp)
.LBB0_37:
	movq	56(%rsp), %rdx
	imulq	%rbx, %rdx
	addq	200(%rsp), %rdx
	cmpq	%rax, %rbx
	jge	.LBB0_40
	.p2align	4
.LBB0_39:
	prefetcht1	(%rdx)
	prefetcht1	64(%rdx)
	prefetcht1	128(%rdx)
	addq	56(%rsp), %rdx
	incq	%rbx
	cmpq	%rax, %rbx
	jl	.LBB0_39
.LBB0_40:
	movq	40(%rbp), %rax
	movq	40(%rsp), %rdx
	movq	192(%rsp), %rbx
	vxorpd	%xmm0, %xmm0, %xmm0
	vxorpd	%xmm1, %xmm1, %xmm1
	vxorpd	%xmm2, %xmm2, %xmm2
	vxorpd	%xmm3, %xmm3, %xmm3
	vxorpd	%xmm4, %xmm4, %xmm4
	vxorpd	%xmm5, %xmm5, %xmm5
	vxorpd	%xmm6, %xmm6, %xmm6
	vxorpd	%xmm7, %xmm7, %xmm7
	vxorpd	%xmm8, %xmm8, %xmm8
	vxorpd	%xmm9, %xmm9, %xmm9
	vxorpd	%xmm10, %xmm10, %xmm10
	vxorpd	%xmm11, %xmm11, %xmm11
	leaq	(%rax,%rdx,8), %rdx
	movq	%rdx, 40(%rsp)
	movq	88(%rsp), %rdx
	leaq	(%rax,%rdx,8), %rdx
	movq	%rdx, 88(%rsp)
	movq	80(%rsp), %rdx
	leaq	(%rax,%rdx,8), %rdx
	movq	%rdx, 80(%rsp)
	movq	104(%rsp), %rdx
	leaq	(%rax,%rdx,8), %rax
	movq	64(%rsp), %rdx
	movq	%rax, 104(%rsp)
	xorl	%eax, %eax
	cmpq	48(%rsp), %rax
	jge	.LBB0_43
	.p2align	4
.LBB0_42:
	movq	104(%rsp), %rsi
	vmovupd	-128(%rbx), %zmm12
	vmovupd	-64(%rbx), %zmm13
	vmovupd	(%rbx), %zmm14
	addq	56(%rsp), %rbx
	incq	%rax
	vbroadcastsd	(%rsi,%rdx), %zmm15
	movq	80(%rsp), %rsi
	vbroadcastsd	(%rsi,%rdx), %zmm16
	movq	88(%rsp), %rsi
	vfmadd231pd	%zmm15, %zmm12, %zmm0
	vfmadd231pd	%zmm15, %zmm13, %zmm1
	vfmadd231pd	%zmm15, %zmm14, %zmm2
	vbroadcastsd	(%rsi,%rdx), %zmm17
	movq	40(%rsp), %rsi
	vfmadd231pd	%zmm16, %zmm12, %zmm3
	vfmadd231pd	%zmm16, %zmm13, %zmm4
	vfmadd231pd	%zmm16, %zmm14, %zmm5
	vbroadcastsd	(%rsi,%rdx), %zmm16
	addq	248(%rsp), %rdx
	vfmadd231pd	%zmm17, %zmm12, %zmm6
	vfmadd231pd	%zmm17, %zmm13, %zmm7
	vfmadd231pd	%zmm17, %zmm14, %zmm8
	vfmadd231pd	%zmm12, %zmm16, %zmm9
	vfmadd231pd	%zmm13, %zmm16, %zmm10
	vfmadd231pd	%zmm16, %zmm14, %zmm11
	cmpq	48(%rsp), %rax
	jl	.LBB0_42
.LBB0_43:
	movq	96(%rsp), %rbx
	movl	$0, %eax
	movl	$255, %edx
	movq	184(%rsp), %rsi
	testq	%rbx, %rbx
	cmovgl	%edx, %eax
	cmpq	$2, %rbx
	kmovd	%eax, %k1
	movl	$0, %eax
	cmovgel	%edx, %eax
	kmovd	%eax, %k2
	movl	$0, %eax
	cmovgl	%edx, %eax
	cmpq	$4, %rbx
	kmovd	%eax, %k3
	movl	$0, %eax
	cmovgel	%edx, %eax
	xorl	%ebx, %ebx
	cmpq	144(%rsp), %rsi
	kmovd	%eax, %k4
	movq	32(%rsp), %rax
	setge	%bl
	xorl	%edx, %edx
	cmpq	%rbx, %rdx
	jge	.LBB0_47
	.p2align	4
.LBB0_45:
	vmovupd	(%r8,%rax,8), %zmm12 {%k1} {z}
	movq	24(%rsp), %rsi
	incq	%rdx
	vsubpd	%zmm0, %zmm12, %zmm12
	vmovupd	%zmm12, (%r8,%rax,8) {%k1}
	vmovupd	64(%r8,%rax,8), %zmm12 {%k1} {z}
	vsubpd	%zmm1, %zmm12, %zmm12
	vmovupd	%zmm12, 64(%r8,%rax,8) {%k1}
	vmovupd	128(%r8,%rax,8), %zmm12 {%k1} {z}
	vsubpd	%zmm2, %zmm12, %zmm12
	vmovupd	%zmm12, 128(%r8,%rax,8) {%k1}
	vmovupd	(%r8,%rsi,8), %zmm12 {%k2} {z}
	vsubpd	%zmm3, %zmm12, %zmm12
	vmovupd	%zmm12, (%r8,%rsi,8) {%k2}
	vmovupd	64(%r8,%rsi,8), %zmm12 {%k2} {z}
	vsubpd	%zmm4, %zmm12, %zmm12
	vmovupd	%zmm12, 64(%r8,%rsi,8) {%k2}
	vmovupd	128(%r8,%rsi,8), %zmm12 {%k2} {z}
	vsubpd	%zmm5, %zmm12, %zmm12
	vmovupd	%zmm12, 128(%r8,%rsi,8) {%k2}
	vmovupd	(%r8,%r15,8), %zmm12 {%k3} {z}
	vsubpd	%zmm6, %zmm12, %zmm12
	vmovupd	%zmm12, (%r8,%r15,8) {%k3}
	vmovupd	64(%r8,%r15,8), %zmm12 {%k3} {z}
	vsubpd	%zmm7, %zmm12, %zmm12
	vmovupd	%zmm12, 64(%r8,%r15,8) {%k3}
	vmovupd	128(%r8,%r15,8), %zmm12 {%k3} {z}
	vsubpd	%zmm8, %zmm12, %zmm12
	vmovupd	%zmm12, 128(%r8,%r15,8) {%k3}
	vmovupd	(%r8,%rdi,8), %zmm12 {%k4} {z}
	vsubpd	%zmm9, %zmm12, %zmm12
	vmovupd	%zmm12, (%r8,%rdi,8) {%k4}
	vmovupd	64(%r8,%rdi,8), %zmm12 {%k4} {z}
	vsubpd	%zmm10, %zmm12, %zmm12
	vmovupd	%zmm12, 64(%r8,%rdi,8) {%k4}
	vmovupd	128(%r8,%rdi,8), %zmm12 {%k4} {z}
	vsubpd	%zmm11, %zmm12, %zmm12
	vmovupd	%zmm12, 128(%r8,%rdi,8) {%k4}
	cmpq	%rbx, %rdx
	jl	.LBB0_45
	jmp	.LBB0_47
	.p2align	4
.LBB0_46:
	movq	40(%rsp), %rbx
	incq	%rbx
.LBB0_47:
	testq	%rbx, %rbx
	jg	.LBB0_160
	movq	216(%rsp), %rsi
	movq	128(%rsp), %rdx
	vmovapd	%zmm0, 320(%rsp)
	vmovapd	%zmm1, 384(%rsp)
	vmovapd	%zmm2, 448(%rsp)
	vmovapd	%zmm3, 512(%rsp)
	vmovapd	%zmm4, 576(%rsp)
	vmovapd	%zmm5, 640(%rsp)
	vmovapd	%zmm6, 704(%rsp)
	vmovapd	%zmm7, 768(%rsp)
	vmovapd	%zmm8, 832(%rsp)
	vmovapd	%zmm9, 896(%rsp)
	vmovapd	%zmm10, 960(%rsp)
	movq	%rbx, 40(%rsp)
	vmovapd	%zmm11, 1024(%rsp)
	jmp	.LBB0_49
	.p2align	4
.LBB0_53:
	movq	24(%rsp), %rdx
	movq	%rdi, %rsi
	incq	%rdx
.LBB0_49:
	movq	144(%rsp), %rdi
	cmpq	%rdi, %rsi
	jge	.LBB0_46
	movq	64(%rbp), %rax
	movq	72(%rbp), %r15
	movq	%rdx, 24(%rsp)
	movq	8(%rax,%rdx,8), %rbx
	movq	64(%rbp), %rax
	movq	(%r15,%rdx,8), %r15
	cmpq	%rdi, %rbx
	cmovlq	%rbx, %rdi
	subq	(%rax,%rdx,8), %r15
	movq	152(%rsp), %rax
	movq	136(%rsp), %rdx
	cmpq	%rax, %rbx
	cmovgeq	%rax, %rbx
	cmpq	%rdx, %rbx
	cmovgeq	%rdx, %rbx
	subq	%rsi, %rbx
	cmpq	%rdi, %rsi
	jge	.LBB0_53
	.p2align	4
.LBB0_52:
	movabsq	$.LCPI0_0, %rax
	vpbroadcastq	%rbx, %zmm12
	movq	(%r13,%r9,8), %rdx
	addq	$-8, %rbx
	vpcmpgtq	(%rax), %zmm12, %k5
	leaq	(%r15,%rsi), %rax
	addq	%rax, %rdx
	kandb	%k5, %k1, %k6
	vmovupd	(%r10,%rsi,8), %zmm12 {%k5} {z}
	vmovupd	(%r8,%rdx,8), %zmm13 {%k6} {z}
	vsubpd	%zmm12, %zmm13, %zmm12
	vmovupd	%zmm12, (%r8,%rdx,8) {%k6}
	kandb	%k5, %k2, %k6
	movq	(%r13,%r11,8), %rdx
	vmovupd	192(%r10,%rsi,8), %zmm12 {%k5} {z}
	addq	%rax, %rdx
	vmovupd	(%r8,%rdx,8), %zmm13 {%k6} {z}
	vsubpd	%zmm12, %zmm13, %zmm12
	vmovupd	%zmm12, (%r8,%rdx,8) {%k6}
	kandb	%k5, %k3, %k6
	movq	(%r13,%r14,8), %rdx
	vmovupd	384(%r10,%rsi,8), %zmm12 {%k5} {z}
	addq	%rax, %rdx
	vmovupd	(%r8,%rdx,8), %zmm13 {%k6} {z}
	vsubpd	%zmm12, %zmm13, %zmm12
	vmovupd	%zmm12, (%r8,%rdx,8) {%k6}
	addq	(%r13,%r12,8), %rax
	vmovupd	576(%r10,%rsi,8), %zmm12 {%k5} {z}
	kandb	%k5, %k4, %k5
	addq	$8, %rsi
	vmovupd	(%r8,%rax,8), %zmm13 {%k5} {z}
	vsubpd	%zmm12, %zmm13, %zmm12
	vmovupd	%zmm12, (%r8,%rax,8) {%k5}
	cmpq	%rdi, %rsi
	jl	.LBB0_52
	jmp	.LBB0_53
	.p2align	4
.LBB0_54:
	movq	168(%rsp), %rdi
	movq	176(%rsp), %rax
	movq	40(%rbp), %r9
	cmpq	%rdi, %rax
	movq	%r9, 24(%rsp)
	cmovgq	%rax, %rdi
	leaq	(,%rdi,8), %rax
	movq	%rax, 104(%rsp)
	movq	%rdi, %rax
	jmp	.LBB0_55
	.p2align	4
.LBB0_162:
	addq	$16, 24(%rsp)
	movq	40(%rsp), %rax
	movq	64(%rbp), %rdx
	movq	224(%rsp), %rsi
.LBB0_55:
	movq	72(%rsp), %r14
	movq	128(%rsp), %r9
	movq	%r14, %rdi
	subq	%rax, %rdi
	jle	.LBB0_161
	leaq	-1(%rdi), %r11
	testq	%rdi, %rdi
	movl	$0, %esi
	movq	%rax, %rdx
	movl	$1, %eax
	leaq	2(%rdx), %r15
	movq	%r14, %rbx
	cmovleq	%r11, %rsi
	cmpq	$2, %rdi
	movq	%r15, 40(%rsp)
	cmovgeq	%rax, %r11
	leaq	(%rdx,%rsi), %r9
	movq	%rsi, 88(%rsp)
	movq	232(%rsp), %rax
	movq	%r11, 80(%rsp)
	addq	%rdx, %r11
	movq	(%r13,%r9,8), %r12
	movq	(%r13,%r11,8), %rsi
	addq	%rax, %r12
	addq	%rax, %rsi
	cmpq	%r14, %r15
	prefetcht0	(%r8,%r12,8)
	prefetcht0	64(%r8,%r12,8)
	cmovlq	%r15, %rbx
	imulq	48(%rsp), %rdx
	prefetcht0	(%r8,%rsi,8)
	prefetcht0	64(%r8,%rsi,8)
	movq	%rdx, %rax
	orq	%r14, %rax
	shrq	$32, %rax
	je	.LBB0_57
	movq	%rdx, %rax
	cqto
	idivq	%r14
	movq	%rax, %r15
	jmp	.LBB0_59
	.p2align	4
.LBB0_57:
	movl	%edx, %eax
	xorl	%edx, %edx
	divl	%r14d
	movl	%eax, %r15d
.LBB0_59:
	imulq	48(%rsp), %rbx
	movq	%rbx, %rax
	orq	%r14, %rax
	shrq	$32, %rax
	je	.LBB0_60
	movq	%rbx, %rax
	cqto
	idivq	%r14
	jmp	.LBB0_62
	.p2align	4
.LBB0_60:
	movl	%ebx, %eax
	xorl	%edx, %edx
	divl	%r14d
.LBB0_62:
	movq	56(%rsp), %rdx
	imulq	%r15, %rdx
	addq	200(%rsp), %rdx
	cmpq	%rax, %r15
	jge	.LBB0_65
	.p2align	4
.LBB0_64:
	prefetcht1	(%rdx)
	prefetcht1	64(%rdx)
	prefetcht1	128(%rdx)
	addq	56(%rsp), %rdx
	incq	%r15
	cmpq	%rax, %r15
	jl	.LBB0_64
.LBB0_65:
	movq	24(%rsp), %rdx
	movq	80(%rsp), %rax
	movq	88(%rsp), %rbx
	movq	192(%rsp), %r14
	vxorpd	%xmm0, %xmm0, %xmm0
	xorl	%r15d, %r15d
	vxorpd	%xmm1, %xmm1, %xmm1
	vxorpd	%xmm2, %xmm2, %xmm2
	vxorpd	%xmm3, %xmm3, %xmm3
	vxorpd	%xmm4, %xmm4, %xmm4
	vxorpd	%xmm5, %xmm5, %xmm5
	leaq	(%rdx,%rax,8), %rax
	leaq	(%rdx,%rbx,8), %rdx
	movq	104(%rsp), %rbx
	cmpq	48(%rsp), %r15
	jge	.LBB0_68
	.p2align	4
.LBB0_67:
	vbroadcastsd	(%rdx,%rbx), %zmm9
	vbroadcastsd	(%rax,%rbx), %zmm10
	vmovupd	-128(%r14), %zmm6
	vmovupd	-64(%r14), %zmm7
	vmovupd	(%r14), %zmm8
	addq	56(%rsp), %r14
	addq	248(%rsp), %rbx
	incq	%r15
	vfmadd231pd	%zmm9, %zmm6, %zmm0
	vfmadd231pd	%zmm9, %zmm7, %zmm1
	vfmadd231pd	%zmm9, %zmm8, %zmm2
	vfmadd231pd	%zmm6, %zmm10, %zmm3
	vfmadd231pd	%zmm7, %zmm10, %zmm4
	vfmadd231pd	%zmm10, %zmm8, %zmm5
	cmpq	48(%rsp), %r15
	jl	.LBB0_67
.LBB0_68:
	movq	144(%rsp), %r14
	testq	%rdi, %rdi
	movl	$0, %eax
	movl	$255, %edx
	cmovgl	%edx, %eax
	cmpq	$2, %rdi
	kmovd	%eax, %k1
	movl	$0, %eax
	cmovgel	%edx, %eax
	kmovd	%eax, %k2
	xorl	%eax, %eax
	cmpq	%r14, 184(%rsp)
	setge	%al
	xorl	%edx, %edx
	cmpq	%rax, %rdx
	jge	.LBB0_72
	.p2align	4
.LBB0_70:
	vmovupd	(%r8,%r12,8), %zmm6 {%k1} {z}
	incq	%rdx
	vsubpd	%zmm0, %zmm6, %zmm6
	vmovupd	%zmm6, (%r8,%r12,8) {%k1}
	vmovupd	64(%r8,%r12,8), %zmm6 {%k1} {z}
	vsubpd	%zmm1, %zmm6, %zmm6
	vmovupd	%zmm6, 64(%r8,%r12,8) {%k1}
	vmovupd	128(%r8,%r12,8), %zmm6 {%k1} {z}
	vsubpd	%zmm2, %zmm6, %zmm6
	vmovupd	%zmm6, 128(%r8,%r12,8) {%k1}
	vmovupd	(%r8,%rsi,8), %zmm6 {%k2} {z}
	vsubpd	%zmm3, %zmm6, %zmm6
	vmovupd	%zmm6, (%r8,%rsi,8) {%k2}
	vmovupd	64(%r8,%rsi,8), %zmm6 {%k2} {z}
	vsubpd	%zmm4, %zmm6, %zmm6
	vmovupd	%zmm6, 64(%r8,%rsi,8) {%k2}
	vmovupd	128(%r8,%rsi,8), %zmm6 {%k2} {z}
	vsubpd	%zmm5, %zmm6, %zmm6
	vmovupd	%zmm6, 128(%r8,%rsi,8) {%k2}
	cmpq	%rax, %rdx
	jl	.LBB0_70
	jmp	.LBB0_72
	.p2align	4
.LBB0_71:
	incq	%rax
.LBB0_72:
	testq	%rax, %rax
	jg	.LBB0_162
	movq	216(%rsp), %rsi
	movq	128(%rsp), %rdx
	vmovapd	%zmm0, 320(%rsp)
	vmovapd	%zmm1, 384(%rsp)
	vmovapd	%zmm2, 448(%rsp)
	vmovapd	%zmm3, 512(%rsp)
	vmovapd	%zmm4, 576(%rsp)
	vmovapd	%zmm5, 640(%rsp)
	jmp	.LBB0_74
	.p2align	4
.LBB0_78:
	movq	144(%rsp), %r14
	incq	%rdx
	movq	%rdi, %rsi
.LBB0_74:
	cmpq	%r14, %rsi
	jge	.LBB0_71
	movq	64(%rbp), %r15
	movq	%r14, %rdi
	movq	136(%rsp), %r12
	movq	8(%r15,%rdx,8), %rbx
	cmpq	%r14, %rbx
	movq	72(%rbp), %r14
	cmovlq	%rbx, %rdi
	movq	(%r14,%rdx,8), %r14
	subq	(%r15,%rdx,8), %r14
	movq	152(%rsp), %r15
	cmpq	%r15, %rbx
	cmovgeq	%r15, %rbx
	cmpq	%r12, %rbx
	cmovgeq	%r12, %rbx
	subq	%rsi, %rbx
	cmpq	%rdi, %rsi
	jge	.LBB0_78
	.p2align	4
.LBB0_77:
	movabsq	$.LCPI0_0, %r15
	vpbroadcastq	%rbx, %zmm6
	movq	(%r13,%r9,8), %r12
	addq	$-8, %rbx
	vpcmpgtq	(%r15), %zmm6, %k3
	leaq	(%r14,%rsi), %r15
	addq	%r15, %r12
	kandb	%k3, %k1, %k4
	vmovupd	(%r10,%rsi,8), %zmm6 {%k3} {z}
	vmovupd	(%r8,%r12,8), %zmm7 {%k4} {z}
	vsubpd	%zmm6, %zmm7, %zmm6
	vmovupd	%zmm6, (%r8,%r12,8) {%k4}
	addq	(%r13,%r11,8), %r15
	vmovupd	192(%r10,%rsi,8), %zmm6 {%k3} {z}
	kandb	%k3, %k2, %k3
	addq	$8, %rsi
	vmovupd	(%r8,%r15,8), %zmm7 {%k3} {z}
	vsubpd	%zmm6, %zmm7, %zmm6
	vmovupd	%zmm6, (%r8,%r15,8) {%k3}
	cmpq	%rdi, %rsi
	jl	.LBB0_77
	jmp	.LBB0_78
.LBB0_79:
	movq	304(%rsp), %rdi
	movq	152(%rsp), %rdx
	movq	32(%rbp), %r10
	leaq	(,%rdx,8), %rax
	leaq	(%r10,%rdx,8), %r10
	subq	%rdi, %rdx
	leaq	320(%rsp,%rdi,8), %rbx
	leaq	(,%rdi,8), %rcx
	addq	$8, %rdx
	movq	%rdx, 144(%rsp)
	movabsq	$.LCPI0_0, %rdx
	subq	%rcx, %r10
	subq	%rax, %rbx
	movq	%rsi, %rax
	vmovdqa64	(%rdx), %zmm0
	leaq	64(%r10), %rcx
	leaq	256(%rbx), %rsi
	movq	%r10, 240(%rsp)
	movq	%rcx, 72(%rsp)
	jmp	.LBB0_80
	.p2align	4
.LBB0_167:
	addq	$64, 72(%rsp)
	addq	$64, 240(%rsp)
	addq	$8, 144(%rsp)
	movq	264(%rsp), %rax
	movq	128(%rsp), %r9
	addq	$-64, %rsi
	addq	$-64, %rbx
.LBB0_80:
	movq	%rax, 224(%rsp)
	cmpq	152(%rsp), %rax
	jge	.LBB0_163
	movq	64(%rbp), %rcx
	movq	224(%rsp), %rdx
	decq	%r9
	.p2align	4
.LBB0_82:
	cmpq	%rdx, 16(%rcx,%r9,8)
	leaq	1(%r9), %r9
	jle	.LBB0_82
	movq	152(%rsp), %r15
	leaq	8(%rdx), %rdi
	movq	%r9, 128(%rsp)
	movq	%rdi, 264(%rsp)
	cmpq	%r15, %rdi
	cmovlq	%rdi, %r15
	movq	8(%rcx,%r9,8), %rdi
	movq	%r15, %rax
	subq	%rdx, %rax
	subq	(%rcx,%r9,8), %rdx
	movq	72(%rbp), %rcx
	movq	%r15, 160(%rsp)
	vpbroadcastq	%rax, %zmm1
	vpcmpgtq	%zmm0, %zmm1, %k6
	kmovw	%k6, 208(%rsp)
	movq	%rdi, 200(%rsp)
	addq	(%rcx,%r9,8), %rdx
	movq	%r15, %rcx
	subq	296(%rsp), %rcx
	movq	%rdx, 192(%rsp)
	movq	288(%rsp), %rdx
	cmpq	%rcx, %rdx
	cmovlq	%rdx, %rcx
	leaq	7(%rcx), %rdx
	testq	%rcx, %rcx
	movq	%rcx, %rax
	movq	%rcx, 112(%rsp)
	cmovnsq	%rcx, %rdx
	andq	$-8, %rdx
	subq	%rdx, %rax
	cmpq	$5, %rax
	cmovgeq	%rcx, %rdx
	xorl	%r11d, %r11d
	movq	%rdx, 272(%rsp)
	jmp	.LBB0_84
	.p2align	4
.LBB0_164:
	movq	280(%rsp), %r11
	kmovw	208(%rsp), %k6
.LBB0_84:
	cmpq	272(%rsp), %r11
	jge	.LBB0_108
	movq	112(%rsp), %rdi
	movl	$0, %r14d
	movl	$1, %ecx
	subq	%r11, %rdi
	leaq	-1(%rdi), %rdx
	testq	%rdi, %rdi
	movq	%rdi, 96(%rsp)
	cmovleq	%rdx, %r14
	cmpq	$2, %rdi
	movq	%rdx, %r12
	movq	%rdx, %r10
	movq	%rdx, %r9
	movq	%rdx, %rax
	cmovgeq	%rcx, %r12
	movl	$2, %ecx
	cmovgq	%rcx, %r10
	cmpq	$4, %rdi
	movl	$3, %ecx
	cmovgeq	%rcx, %r9
	movl	$4, %ecx
	cmovgq	%rcx, %rax
	cmpq	$6, %rdi
	movl	$5, %ecx
	movq	%rax, 24(%rsp)
	movq	%rdx, %rax
	cmovgeq	%rcx, %rax
	movl	$6, %ecx
	movq	%rax, 64(%rsp)
	movq	%rdx, %rax
	cmovgq	%rcx, %rax
	cmpq	$8, %rdi
	movl	$7, %ecx
	cmovgeq	%rcx, %rdx
	addq	%r11, %r14
	movq	%rax, 32(%rsp)
	movq	192(%rsp), %rcx
	addq	%r11, %r12
	addq	%r11, %r10
	addq	%r11, %r9
	movq	(%r13,%r14,8), %rax
	movq	%r9, 104(%rsp)
	addq	%r11, %rdx
	movq	%r12, 88(%rsp)
	movq	%r14, 40(%rsp)
	movq	%r10, 80(%rsp)
	movq	(%r13,%rdx,8), %rdi
	movq	%rdx, %r14
	leaq	8(%r11), %rdx
	movq	%rdx, 280(%rsp)
	addq	%rcx, %rax
	movq	%rax, 120(%rsp)
	movq	(%r13,%r12,8), %rax
	addq	%rcx, %rdi
	prefetcht0	(%r8,%rdi,8)
	prefetcht0	64(%r8,%rdi,8)
	movq	%rdi, 168(%rsp)
	addq	%rcx, %rax
	movq	%rax, 184(%rsp)
	movq	(%r13,%r10,8), %rax
	addq	%rcx, %rax
	movq	%rax, 232(%rsp)
	movq	(%r13,%r9,8), %rax
	addq	%rcx, %rax
	movq	%rax, 256(%rsp)
	movq	24(%rsp), %rax
	addq	%r11, %rax
	movq	%rax, 24(%rsp)
	movq	(%r13,%rax,8), %rax
	addq	%rcx, %rax
	movq	%rax, 136(%rsp)
	movq	64(%rsp), %rax
	addq	%r11, %rax
	movq	%rax, %r9
	movq	(%r13,%rax,8), %rax
	addq	%rcx, %rax
	movq	%rax, 216(%rsp)
	movq	32(%rsp), %rax
	addq	%r11, %rax
	movq	(%r13,%rax,8), %r12
	movq	%rax, %r10
	addq	%rcx, %r12
	movq	112(%rsp), %rcx
	prefetcht0	(%r8,%r12,8)
	prefetcht0	64(%r8,%r12,8)
	movq	%r12, 176(%rsp)
	cmpq	%rcx, %rdx
	movq	%rcx, %rax
	cmovlq	%rdx, %rax
	imulq	48(%rsp), %r11
	movq	%rax, 64(%rsp)
	movq	120(%rsp), %rax
	prefetcht0	(%r8,%rax,8)
	prefetcht0	64(%r8,%rax,8)
	movq	232(%rsp), %rax
	movq	%r11, 32(%rsp)
	orq	%rcx, %r11
	movq	184(%rsp), %rcx
	shrq	$32, %r11
	prefetcht0	(%r8,%rax,8)
	prefetcht0	64(%r8,%rax,8)
	movq	256(%rsp), %rax
	prefetcht0	(%r8,%rcx,8)
	prefetcht0	64(%r8,%rcx,8)
	prefetcht0	(%r8,%rax,8)
	prefetcht0	64(%r8,%rax,8)
	movq	136(%rsp), %rax
	prefetcht0	(%r8,%rax,8)
	prefetcht0	64(%r8,%rax,8)
	movq	216(%rsp), %rax
	prefetcht0	(%r8,%rax,8)
	prefetcht0	64(%r8,%rax,8)
	je	.LBB0_86
	movq	32(%rsp), %rax
	movq	112(%rsp), %r11
	cqto
	idivq	%r11
	movq	%rax, %rdi
	jmp	.LBB0_88
	.p2align	4
.LBB0_86:
	movq	112(%rsp), %r11
	movq	32(%rsp), %rax
	xorl	%edx, %edx
	divl	%r11d
	movl	%eax, %edi
.LBB0_88:
	movq	64(%rsp), %rax
	imulq	48(%rsp), %rax
	movq	%rax, %rdx
	orq	%r11, %rdx
	shrq	$32, %rdx
	je	.LBB0_89
	cqto
	idivq	%r11
	jmp	.LBB0_91
	.p2align	4
.LBB0_89:
	xorl	%edx, %edx
	divl	%r11d
.LBB0_91:
	movq	56(%rsp), %rdx
	imulq	%rdi, %rdx
	addq	72(%rsp), %rdx
	cmpq	%rax, %rdi
	jge	.LBB0_94
	.p2align	4
.LBB0_93:
	prefetcht1	(%rdx)
	addq	56(%rsp), %rdx
	incq	%rdi
	cmpq	%rax, %rdi
	jl	.LBB0_93
.LBB0_94:
	movq	40(%rbp), %rax
	movq	240(%rsp), %rdx
	vpxor	%xmm1, %xmm1, %xmm1
	xorl	%r11d, %r11d
	vxorpd	%xmm2, %xmm2, %xmm2
	vxorpd	%xmm3, %xmm3, %xmm3
	vxorpd	%xmm4, %xmm4, %xmm4
	vxorpd	%xmm5, %xmm5, %xmm5
	vxorpd	%xmm6, %xmm6, %xmm6
	vxorpd	%xmm7, %xmm7, %xmm7
	vxorpd	%xmm8, %xmm8, %xmm8
	cmpq	48(%rsp), %r11
	jge	.LBB0_97
	.p2align	4
.LBB0_96:
	movq	40(%rsp), %rcx
	vmovupd	(%rdx), %zmm9 {%k6} {z}
	addq	56(%rsp), %rdx
	incq	%r11
	vfmadd231pd	(%rax,%r9,8){1to8}, %zmm9, %zmm6
	vfmadd231pd	(%rax,%r10,8){1to8}, %zmm9, %zmm7
	vfmadd231pd	(%rax,%r14,8){1to8}, %zmm9, %zmm8
	vfmadd231pd	(%rax,%rcx,8){1to8}, %zmm9, %zmm1
	movq	88(%rsp), %rcx
	vfmadd231pd	(%rax,%rcx,8){1to8}, %zmm9, %zmm2
	movq	80(%rsp), %rcx
	vfmadd231pd	(%rax,%rcx,8){1to8}, %zmm9, %zmm3
	movq	104(%rsp), %rcx
	vfmadd231pd	(%rax,%rcx,8){1to8}, %zmm9, %zmm4
	movq	24(%rsp), %rcx
	vfmadd231pd	(%rax,%rcx,8){1to8}, %zmm9, %zmm5
	addq	248(%rsp), %rax
	cmpq	48(%rsp), %r11
	jl	.LBB0_96
.LBB0_97:
	movq	96(%rsp), %rdx
	movl	$0, %eax
	movl	$255, %ecx
	movq	256(%rsp), %r11
	testq	%rdx, %rdx
	cmovgl	%ecx, %eax
	cmpq	$2, %rdx
	kmovd	%eax, %k0
	movl	$0, %eax
	cmovgel	%ecx, %eax
	kmovw	%k0, 32(%rsp)
	kmovd	%eax, %k0
	movl	$0, %eax
	cmovgl	%ecx, %eax
	kmovw	%k0, 64(%rsp)
	cmpq	$4, %rdx
	kmovd	%eax, %k0
	movl	$0, %eax
	cmovgel	%ecx, %eax
	kmovd	%eax, %k4
	movl	$0, %eax
	cmovgl	%ecx, %eax
	cmpq	$6, %rdx
	kmovd	%eax, %k5
	movl	$0, %eax
	cmovgel	%ecx, %eax
	kmovd	%eax, %k6
	movl	$0, %eax
	cmovgl	%ecx, %eax
	cmpq	$8, %rdx
	movq	232(%rsp), %rdx
	kmovd	%eax, %k7
	movl	$0, %eax
	cmovgel	%ecx, %eax
	movq	184(%rsp), %rcx
	kmovd	%eax, %k1
	xorl	%eax, %eax
	cmpq	%r15, 200(%rsp)
	setge	%al
	movq	%rax, 96(%rsp)
	xorl	%eax, %eax
	cmpq	96(%rsp), %rax
	jge	.LBB0_100
	.p2align	4
.LBB0_99:
	kmovw	208(%rsp), %k3
	kmovw	32(%rsp), %k2
	movq	120(%rsp), %r12
	incq	%rax
	kandb	%k3, %k2, %k2
	vmovupd	(%r8,%r12,8), %zmm9 {%k2} {z}
	vsubpd	%zmm1, %zmm9, %zmm9
	vmovupd	%zmm9, (%r8,%r12,8) {%k2}
	kmovw	64(%rsp), %k2
	movq	136(%rsp), %r12
	kandb	%k3, %k2, %k2
	vmovupd	(%r8,%rcx,8), %zmm9 {%k2} {z}
	vsubpd	%zmm2, %zmm9, %zmm9
	vmovupd	%zmm9, (%r8,%rcx,8) {%k2}
	kandb	%k3, %k0, %k2
	vmovupd	(%r8,%rdx,8), %zmm9 {%k2} {z}
	vsubpd	%zmm3, %zmm9, %zmm9
	vmovupd	%zmm9, (%r8,%rdx,8) {%k2}
	kandb	%k3, %k4, %k2
	vmovupd	(%r8,%r11,8), %zmm9 {%k2} {z}
	vsubpd	%zmm4, %zmm9, %zmm9
	vmovupd	%zmm9, (%r8,%r11,8) {%k2}
	kandb	%k3, %k5, %k2
	vmovupd	(%r8,%r12,8), %zmm9 {%k2} {z}
	vsubpd	%zmm5, %zmm9, %zmm9
	vmovupd	%zmm9, (%r8,%r12,8) {%k2}
	movq	216(%rsp), %r12
	kandb	%k3, %k6, %k2
	vmovupd	(%r8,%r12,8), %zmm9 {%k2} {z}
	vsubpd	%zmm6, %zmm9, %zmm9
	vmovupd	%zmm9, (%r8,%r12,8) {%k2}
	movq	176(%rsp), %r12
	kandb	%k3, %k7, %k2
	vmovupd	(%r8,%r12,8), %zmm9 {%k2} {z}
	vsubpd	%zmm7, %zmm9, %zmm9
	vmovupd	%zmm9, (%r8,%r12,8) {%k2}
	movq	168(%rsp), %r12
	kandb	%k3, %k1, %k2
	vmovupd	(%r8,%r12,8), %zmm9 {%k2} {z}
	vsubpd	%zmm8, %zmm9, %zmm9
	vmovupd	%zmm9, (%r8,%r12,8) {%k2}
	cmpq	96(%rsp), %rax
	jl	.LBB0_99
.LBB0_100:
	movq	96(%rsp), %rax
	jmp	.LBB0_101
	.p2align	4
.LBB0_165:
	movq	96(%rsp), %rax
	incq	%rax
.LBB0_101:
	testq	%rax, %rax
	jg	.LBB0_164
	movq	%rax, 96(%rsp)
	movq	224(%rsp), %rax
	movq	128(%rsp), %rdi
	vmovapd	%zmm1, 320(%rsp)
	vmovapd	%zmm2, 384(%rsp)
	vmovapd	%zmm3, 448(%rsp)
	vmovapd	%zmm4, 512(%rsp)
	vmovapd	%zmm5, 576(%rsp)
	vmovapd	%zmm6, 640(%rsp)
	vmovapd	%zmm7, 704(%rsp)
	vmovapd	%zmm8, 768(%rsp)
	jmp	.LBB0_103
	.p2align	4
.LBB0_107:
	movq	136(%rsp), %rdi
	movq	160(%rsp), %r15
	movq	%rdx, %rax
	incq	%rdi
.LBB0_103:
	cmpq	%r15, %rax
	jge	.LBB0_165
	movq	64(%rbp), %r11
	movq	72(%rbp), %rcx
	movq	%r15, %rdx
	movq	%rdi, 136(%rsp)
	movq	8(%r11,%rdi,8), %r12
	cmpq	%r15, %r12
	movq	(%rcx,%rdi,8), %r15
	cmovlq	%r12, %rdx
	subq	(%r11,%rdi,8), %r15
	movq	152(%rsp), %r11
	movq	144(%rsp), %rdi
	cmpq	%r11, %r12
	cmovgeq	%r11, %r12
	cmpq	%rdi, %r12
	cmovgeq	%rdi, %r12
	subq	%rax, %r12
	cmpq	%rdx, %rax
	jge	.LBB0_107
	.p2align	4
.LBB0_106:
	movq	40(%rsp), %rcx
	kmovw	32(%rsp), %k3
	vpbroadcastq	%r12, %zmm9
	leaq	(%r15,%rax), %r11
	addq	$-8, %r12
	vpcmpgtq	%zmm0, %zmm9, %k2
	vmovupd	-256(%rsi,%rax,8), %zmm9 {%k2} {z}
	movq	(%r13,%rcx,8), %rcx
	kandb	%k2, %k3, %k3
	addq	%r11, %rcx
	vmovupd	(%r8,%rcx,8), %zmm10 {%k3} {z}
	vsubpd	%zmm9, %zmm10, %zmm9
	vmovupd	%zmm9, (%r8,%rcx,8) {%k3}
	movq	88(%rsp), %rcx
	kmovw	64(%rsp), %k3
	vmovupd	-192(%rsi,%rax,8), %zmm9 {%k2} {z}
	movq	(%r13,%rcx,8), %rcx
	kandb	%k2, %k3, %k3
	addq	%r11, %rcx
	vmovupd	(%r8,%rcx,8), %zmm10 {%k3} {z}
	vsubpd	%zmm9, %zmm10, %zmm9
	vmovupd	%zmm9, (%r8,%rcx,8) {%k3}
	movq	80(%rsp), %rcx
	kandb	%k2, %k0, %k3
	vmovupd	-128(%rsi,%rax,8), %zmm9 {%k2} {z}
	movq	(%r13,%rcx,8), %rcx
	addq	%r11, %rcx
	vmovupd	(%r8,%rcx,8), %zmm10 {%k3} {z}
	vsubpd	%zmm9, %zmm10, %zmm9
	vmovupd	%zmm9, (%r8,%rcx,8) {%k3}
	movq	104(%rsp), %rcx
	kandb	%k2, %k4, %k3
	vmovupd	-64(%rsi,%rax,8), %zmm9 {%k2} {z}
	movq	(%r13,%rcx,8), %rcx
	addq	%r11, %rcx
	vmovupd	(%r8,%rcx,8), %zmm10 {%k3} {z}
	vsubpd	%zmm9, %zmm10, %zmm9
	vmovupd	%zmm9, (%r8,%rcx,8) {%k3}
	movq	24(%rsp), %rcx
	kandb	%k2, %k5, %k3
	vmovupd	(%rsi,%rax,8), %zmm9 {%k2} {z}
	movq	(%r13,%rcx,8), %rcx
	addq	%r11, %rcx
	vmovupd	(%r8,%rcx,8), %zmm10 {%k3} {z}
	vsubpd	%zmm9, %zmm10, %zmm9
	vmovupd	%zmm9, (%r8,%rcx,8) {%k3}
	kandb	%k2, %k6, %k3
	movq	(%r13,%r9,8), %rcx
	vmovupd	64(%rsi,%rax,8), %zmm9 {%k2} {z}
	addq	%r11, %rcx
	vmovupd	(%r8,%rcx,8), %zmm10 {%k3} {z}
	vsubpd	%zmm9, %zmm10, %zmm9
	vmovupd	%zmm9, (%r8,%rcx,8) {%k3}
	kandb	%k2, %k7, %k3
	movq	(%r13,%r10,8), %rcx
	vmovupd	128(%rsi,%rax,8), %zmm9 {%k2} {z}
	addq	%r11, %rcx
	vmovupd	(%r8,%rcx,8), %zmm10 {%k3} {z}
	vsubpd	%zmm9, %zmm10, %zmm9
	vmovupd	%zmm9, (%r8,%rcx,8) {%k3}
	addq	(%r13,%r14,8), %r11
	vmovupd	192(%rsi,%rax,8), %zmm9 {%k2} {z}
	kandb	%k2, %k1, %k2
	addq	$8, %rax
	vmovupd	(%r8,%r11,8), %zmm10 {%k2} {z}
	vsubpd	%zmm9, %zmm10, %zmm9
	vmovupd	%zmm9, (%r8,%r11,8) {%k2}
	cmpq	%rdx, %rax
	jl	.LBB0_106
	jmp	.LBB0_107
	.p2align	4
.LBB0_108:
	movq	272(%rsp), %rcx
	movq	112(%rsp), %rdi
	movq	%rcx, %rax
	sarq	$63, %rax
	andnq	%rcx, %rax, %rdx
	movq	%rdi, %rax
	subq	%rdx, %rax
	leaq	(,%rdx,8), %rcx
	movq	%rdx, 184(%rsp)
	cmpq	$3, %rax
	movq	%rdx, %rax
	cmovgeq	%rdi, %rax
	movq	%rcx, 80(%rsp)
	movq	%rax, 168(%rsp)
	movq	%rdx, %rax
	jmp	.LBB0_109
	.p2align	4
.LBB0_166:
	addq	$32, 80(%rsp)
	movq	104(%rsp), %rax
.LBB0_109:
	cmpq	168(%rsp), %rax
	jge	.LBB0_133
	movq	112(%rsp), %rdx
	movl	$0, %edi
	movl	$1, %ecx
	movq	%rax, 32(%rsp)
	subq	%rax, %rdx
	leaq	-1(%rdx), %r9
	testq	%rdx, %rdx
	movq	%rdx, 96(%rsp)
	cmovleq	%r9, %rdi
	cmpq	$2, %rdx
	movq	%r9, %r10
	movq	%r9, %r11
	cmovgeq	%rcx, %r10
	movl	$2, %ecx
	leaq	(%rax,%rdi), %r14
	movq	%rdi, 120(%rsp)
	cmovgq	%rcx, %r11
	cmpq	$4, %rdx
	movl	$3, %ecx
	leaq	(%rax,%r10), %r15
	movq	%r10, 216(%rsp)
	movq	(%r13,%r14,8), %rdx
	cmovgeq	%rcx, %r9
	leaq	(%rax,%r11), %r12
	movq	192(%rsp), %rcx
	movq	(%r13,%r15,8), %r10
	movq	%r11, 40(%rsp)
	movq	%r9, 24(%rsp)
	addq	%rax, %r9
	movq	(%r13,%r12,8), %r11
	movq	(%r13,%r9,8), %rdi
	addq	%rcx, %r10
	addq	%rcx, %rdx
	addq	%rcx, %r11
	movq	%rdx, 88(%rsp)
	leaq	4(%rax), %rdx
	movq	32(%rsp), %rax
	prefetcht0	(%r8,%r10,8)
	prefetcht0	64(%r8,%r10,8)
	movq	%r10, 32(%rsp)
	addq	%rcx, %rdi
	movq	112(%rsp), %rcx
	prefetcht0	(%r8,%r11,8)
	prefetcht0	64(%r8,%r11,8)
	movq	%rdx, 104(%rsp)
	movq	%r11, 64(%rsp)
	prefetcht0	(%r8,%rdi,8)
	prefetcht0	64(%r8,%rdi,8)
	movq	%rdi, 136(%rsp)
	cmpq	%rcx, %rdx
	cmovlq	%rdx, %rcx
	imulq	48(%rsp), %rax
	movq	%rcx, 176(%rsp)
	movq	%rax, %rcx
	orq	112(%rsp), %rcx
	shrq	$32, %rcx
	movq	88(%rsp), %rcx
	prefetcht0	(%r8,%rcx,8)
	prefetcht0	64(%r8,%rcx,8)
	je	.LBB0_111
	movq	112(%rsp), %rcx
	cqto
	idivq	%rcx
	movq	%rax, %r10
	jmp	.LBB0_113
	.p2align	4
.LBB0_111:
	movq	112(%rsp), %rcx
	xorl	%edx, %edx
	divl	%ecx
	movl	%eax, %r10d
.LBB0_113:
	movq	176(%rsp), %rax
	imulq	48(%rsp), %rax
	movq	%rax, %rdx
	orq	%rcx, %rdx
	shrq	$32, %rdx
	je	.LBB0_114
	cqto
	idivq	%rcx
	jmp	.LBB0_116
	.p2align	4
.LBB0_114:
	xorl	%edx, %edx
	divl	%ecx
.LBB0_116:
	movq	56(%rsp), %rcx
	imulq	%r10, %rcx
	addq	72(%rsp), %rcx
	cmpq	%rax, %r10
	jge	.LBB0_119
	.p2align	4
.LBB0_118:
	prefetcht1	(%rcx)
	addq	56(%rsp), %rcx
	incq	%r10
	cmpq	%rax, %r10
	jl	.LBB0_118
.LBB0_119:
	movq	40(%rbp), %rax
	movq	24(%rsp), %rcx
	movq	240(%rsp), %r11
	vpxor	%xmm1, %xmm1, %xmm1
	vxorpd	%xmm2, %xmm2, %xmm2
	vxorpd	%xmm3, %xmm3, %xmm3
	vxorpd	%xmm4, %xmm4, %xmm4
	leaq	(%rax,%rcx,8), %rcx
	movq	%rcx, 24(%rsp)
	movq	40(%rsp), %rcx
	leaq	(%rax,%rcx,8), %rcx
	movq	%rcx, 40(%rsp)
	movq	216(%rsp), %rcx
	leaq	(%rax,%rcx,8), %r10
	movq	120(%rsp), %rcx
	leaq	(%rax,%rcx,8), %rdi
	movq	80(%rsp), %rcx
	xorl	%eax, %eax
	cmpq	48(%rsp), %rax
	jge	.LBB0_122
	.p2align	4
.LBB0_121:
	movq	40(%rsp), %rdx
	vmovupd	(%r11), %zmm5 {%k6} {z}
	addq	56(%rsp), %r11
	incq	%rax
	vfmadd231pd	(%rdi,%rcx){1to8}, %zmm5, %zmm1
	vfmadd231pd	(%r10,%rcx){1to8}, %zmm5, %zmm2
	vfmadd231pd	(%rdx,%rcx){1to8}, %zmm5, %zmm3
	movq	24(%rsp), %rdx
	vfmadd231pd	(%rdx,%rcx){1to8}, %zmm5, %zmm4
	addq	248(%rsp), %rcx
	cmpq	48(%rsp), %rax
	jl	.LBB0_121
.LBB0_122:
	movq	96(%rsp), %rdx
	movl	$0, %eax
	movl	$255, %ecx
	movq	64(%rsp), %rdi
	movq	136(%rsp), %r10
	testq	%rdx, %rdx
	cmovgl	%ecx, %eax
	cmpq	$2, %rdx
	kmovd	%eax, %k0
	movl	$0, %eax
	cmovgel	%ecx, %eax
	kmovd	%eax, %k1
	movl	$0, %eax
	cmovgl	%ecx, %eax
	cmpq	$4, %rdx
	movq	32(%rsp), %rdx
	kmovd	%eax, %k2
	movl	$0, %eax
	cmovgel	%ecx, %eax
	xorl	%r11d, %r11d
	movq	88(%rsp), %rcx
	kmovd	%eax, %k3
	movq	200(%rsp), %rax
	cmpq	160(%rsp), %rax
	setge	%r11b
	xorl	%eax, %eax
	cmpq	%r11, %rax
	jge	.LBB0_126
	.p2align	4
.LBB0_124:
	kandb	%k6, %k0, %k4
	incq	%rax
	vmovupd	(%r8,%rcx,8), %zmm5 {%k4} {z}
	vsubpd	%zmm1, %zmm5, %zmm5
	vmovupd	%zmm5, (%r8,%rcx,8) {%k4}
	kandb	%k6, %k1, %k4
	vmovupd	(%r8,%rdx,8), %zmm5 {%k4} {z}
	vsubpd	%zmm2, %zmm5, %zmm5
	vmovupd	%zmm5, (%r8,%rdx,8) {%k4}
	kandb	%k6, %k2, %k4
	vmovupd	(%r8,%rdi,8), %zmm5 {%k4} {z}
	vsubpd	%zmm3, %zmm5, %zmm5
	vmovupd	%zmm5, (%r8,%rdi,8) {%k4}
	kandb	%k6, %k3, %k4
	vmovupd	(%r8,%r10,8), %zmm5 {%k4} {z}
	vsubpd	%zmm4, %zmm5, %zmm5
	vmovupd	%zmm5, (%r8,%r10,8) {%k4}
	cmpq	%r11, %rax
	jl	.LBB0_124
	jmp	.LBB0_126
	.p2align	4
.LBB0_125:
	movq	40(%rsp), %r11
	incq	%r11
.LBB0_126:
	testq	%r11, %r11
	jg	.LBB0_166
	movq	224(%rsp), %rdx
	movq	128(%rsp), %rcx
	vmovapd	%zmm1, 320(%rsp)
	vmovapd	%zmm2, 384(%rsp)
	vmovapd	%zmm3, 448(%rsp)
	movq	%r11, 40(%rsp)
	vmovapd	%zmm4, 512(%rsp)
	jmp	.LBB0_128
	.p2align	4
.LBB0_132:
	movq	24(%rsp), %rcx
	movq	%rdi, %rdx
	incq	%rcx
.LBB0_128:
	movq	160(%rsp), %rdi
	cmpq	%rdi, %rdx
	jge	.LBB0_125
	movq	64(%rbp), %rax
	movq	72(%rbp), %r11
	movq	%rcx, 24(%rsp)
	movq	8(%rax,%rcx,8), %r10
	movq	64(%rbp), %rax
	movq	(%r11,%rcx,8), %r11
	cmpq	%rdi, %r10
	cmovlq	%r10, %rdi
	subq	(%rax,%rcx,8), %r11
	movq	152(%rsp), %rax
	movq	144(%rsp), %rcx
	cmpq	%rax, %r10
	cmovgeq	%rax, %r10
	cmpq	%rcx, %r10
	cmovgeq	%rcx, %r10
	subq	%rdx, %r10
	cmpq	%rdi, %rdx
	jge	.LBB0_132
	.p2align	4
.LBB0_131:
	movq	(%r13,%r14,8), %rcx
	vpbroadcastq	%r10, %zmm5
	leaq	(%r11,%rdx), %rax
	addq	$-8, %r10
	vpcmpgtq	%zmm0, %zmm5, %k4
	kandb	%k4, %k0, %k5
	vmovupd	(%rbx,%rdx,8), %zmm5 {%k4} {z}
	addq	%rax, %rcx
	vmovupd	(%r8,%rcx,8), %zmm6 {%k5} {z}
	vsubpd	%zmm5, %zmm6, %zmm5
	vmovupd	%zmm5, (%r8,%rcx,8) {%k5}
	kandb	%k4, %k1, %k5
	movq	(%r13,%r15,8), %rcx
	vmovupd	64(%rbx,%rdx,8), %zmm5 {%k4} {z}
	addq	%rax, %rcx
	vmovupd	(%r8,%rcx,8), %zmm6 {%k5} {z}
	vsubpd	%zmm5, %zmm6, %zmm5
	vmovupd	%zmm5, (%r8,%rcx,8) {%k5}
	kandb	%k4, %k2, %k5
	movq	(%r13,%r12,8), %rcx
	vmovupd	128(%rbx,%rdx,8), %zmm5 {%k4} {z}
	addq	%rax, %rcx
	vmovupd	(%r8,%rcx,8), %zmm6 {%k5} {z}
	vsubpd	%zmm5, %zmm6, %zmm5
	vmovupd	%zmm5, (%r8,%rcx,8) {%k5}
	addq	(%r13,%r9,8), %rax
	vmovupd	192(%rbx,%rdx,8), %zmm5 {%k4} {z}
	kandb	%k4, %k3, %k4
	addq	$8, %rdx
	vmovupd	(%r8,%rax,8), %zmm6 {%k4} {z}
	vsubpd	%zmm5, %zmm6, %zmm5
	vmovupd	%zmm5, (%r8,%rax,8) {%k4}
	cmpq	%rdi, %rdx
	jl	.LBB0_131
	jmp	.LBB0_132
	.p2align	4
.LBB0_133:
	movq	184(%rsp), %rdx
	movq	168(%rsp), %rax
	movq	40(%rbp), %rcx
	cmpq	%rdx, %rax
	movq	%rcx, 24(%rsp)
	cmovgq	%rax, %rdx
	leaq	(,%rdx,8), %rax
	movq	%rax, 104(%rsp)
	jmp	.LBB0_134
	.p2align	4
.LBB0_168:
	addq	$16, 24(%rsp)
	movq	40(%rsp), %rdx
.LBB0_134:
	movq	112(%rsp), %r15
	movq	%r15, %r9
	subq	%rdx, %r9
	jle	.LBB0_167
	leaq	-1(%r9), %rcx
	testq	%r9, %r9
	movl	$0, %edi
	movl	$1, %eax
	movq	%r15, %r10
	cmovleq	%rcx, %rdi
	cmpq	$2, %r9
	cmovgeq	%rax, %rcx
	leaq	(%rdx,%rdi), %r11
	movq	192(%rsp), %rax
	movq	%rdi, 80(%rsp)
	leaq	2(%rdx), %rdi
	leaq	(%rdx,%rcx), %r14
	movq	(%r13,%r11,8), %r12
	movq	%rcx, 88(%rsp)
	movq	%rdi, 40(%rsp)
	movq	(%r13,%r14,8), %rcx
	addq	%rax, %r12
	addq	%rax, %rcx
	cmpq	%r15, %rdi
	prefetcht0	(%r8,%r12,8)
	prefetcht0	64(%r8,%r12,8)
	cmovlq	%rdi, %r10
	imulq	48(%rsp), %rdx
	prefetcht0	(%r8,%rcx,8)
	prefetcht0	64(%r8,%rcx,8)
	movq	%rdx, %rax
	orq	%r15, %rax
	shrq	$32, %rax
	je	.LBB0_136
	movq	%rdx, %rax
	cqto
	idivq	%r15
	movq	%rax, %rdi
	jmp	.LBB0_138
	.p2align	4
.LBB0_136:
	movl	%edx, %eax
	xorl	%edx, %edx
	divl	%r15d
	movl	%eax, %edi
.LBB0_138:
	imulq	48(%rsp), %r10
	movq	%r10, %rax
	orq	%r15, %rax
	shrq	$32, %rax
	je	.LBB0_139
	movq	%r10, %rax
	cqto
	idivq	%r15
	jmp	.LBB0_141
	.p2align	4
.LBB0_139:
	movl	%r10d, %eax
	xorl	%edx, %edx
	divl	%r15d
.LBB0_141:
	movq	56(%rsp), %rdx
	imulq	%rdi, %rdx
	addq	72(%rsp), %rdx
	cmpq	%rax, %rdi
	jge	.LBB0_144
	.p2align	4
.LBB0_143:
	prefetcht1	(%rdx)
	addq	56(%rsp), %rdx
	incq	%rdi
	cmpq	%rax, %rdi
	jl	.LBB0_143
.LBB0_144:
	movq	24(%rsp), %rdx
	movq	88(%rsp), %rax
	movq	80(%rsp), %rdi
	movq	240(%rsp), %r10
	vpxor	%xmm1, %xmm1, %xmm1
	xorl	%r15d, %r15d
	vxorpd	%xmm2, %xmm2, %xmm2
	leaq	(%rdx,%rax,8), %rax
	leaq	(%rdx,%rdi,8), %rdx
	movq	104(%rsp), %rdi
	cmpq	48(%rsp), %r15
	jge	.LBB0_147
	.p2align	4
.LBB0_146:
	vmovupd	(%r10), %zmm3 {%k6} {z}
	addq	56(%rsp), %r10
	incq	%r15
	vfmadd231pd	(%rdx,%rdi){1to8}, %zmm3, %zmm1
	vfmadd231pd	(%rax,%rdi){1to8}, %zmm3, %zmm2
	addq	248(%rsp), %rdi
	cmpq	48(%rsp), %r15
	jl	.LBB0_146
.LBB0_147:
	movq	160(%rsp), %r10
	testq	%r9, %r9
	movl	$0, %eax
	movl	$255, %edx
	movq	128(%rsp), %rdi
	cmovgl	%edx, %eax
	cmpq	$2, %r9
	kmovd	%eax, %k0
	movl	$0, %eax
	cmovgel	%edx, %eax
	kmovd	%eax, %k1
	xorl	%eax, %eax
	cmpq	%r10, 200(%rsp)
	setge	%al
	xorl	%edx, %edx
	cmpq	%rax, %rdx
	jge	.LBB0_151
	.p2align	4
.LBB0_149:
	kandb	%k6, %k0, %k2
	incq	%rdx
	vmovupd	(%r8,%r12,8), %zmm3 {%k2} {z}
	vsubpd	%zmm1, %zmm3, %zmm3
	vmovupd	%zmm3, (%r8,%r12,8) {%k2}
	kandb	%k6, %k1, %k2
	vmovupd	(%r8,%rcx,8), %zmm3 {%k2} {z}
	vsubpd	%zmm2, %zmm3, %zmm3
	vmovupd	%zmm3, (%r8,%rcx,8) {%k2}
	cmpq	%rax, %rdx
	jl	.LBB0_149
	jmp	.LBB0_151
	.p2align	4
.LBB0_150:
	incq	%rax
.LBB0_151:
	testq	%rax, %rax
	jg	.LBB0_168
	movq	224(%rsp), %rdx
	vmovapd	%zmm1, 320(%rsp)
	movq	%rdi, %rcx
	vmovapd	%zmm2, 384(%rsp)
	jmp	.LBB0_153
	.p2align	4
.LBB0_157:
	movq	%rdi, %rdx
	movq	128(%rsp), %rdi
	movq	160(%rsp), %r10
	incq	%rcx
.LBB0_153:
	cmpq	%r10, %rdx
	jge	.LBB0_150
	movq	64(%rbp), %r15
	movq	%r10, %rdi
	movq	144(%rsp), %r12
	movq	8(%r15,%rcx,8), %r9
	cmpq	%r10, %r9
	movq	72(%rbp), %r10
	cmovlq	%r9, %rdi
	movq	(%r10,%rcx,8), %r10
	subq	(%r15,%rcx,8), %r10
	movq	152(%rsp), %r15
	cmpq	%r15, %r9
	cmovgeq	%r15, %r9
	cmpq	%r12, %r9
	cmovgeq	%r12, %r9
	subq	%rdx, %r9
	cmpq	%rdi, %rdx
	jge	.LBB0_157
	.p2align	4
.LBB0_156:
	movq	(%r13,%r11,8), %r12
	vpbroadcastq	%r9, %zmm3
	leaq	(%r10,%rdx), %r15
	addq	$-8, %r9
	vpcmpgtq	%zmm0, %zmm3, %k2
	kandb	%k2, %k0, %k3
	vmovupd	(%rbx,%rdx,8), %zmm3 {%k2} {z}
	addq	%r15, %r12
	vmovupd	(%r8,%r12,8), %zmm4 {%k3} {z}
	vsubpd	%zmm3, %zmm4, %zmm3
	vmovupd	%zmm3, (%r8,%r12,8) {%k3}
	addq	(%r13,%r14,8), %r15
	vmovupd	64(%rbx,%rdx,8), %zmm3 {%k2} {z}
	kandb	%k2, %k1, %k2
	addq	$8, %rdx
	vmovupd	(%r8,%r15,8), %zmm4 {%k2} {z}
	vsubpd	%zmm3, %zmm4, %zmm3
	vmovupd	%zmm3, (%r8,%r15,8) {%k2}
	cmpq	%rdi, %rdx
	jl	.LBB0_156
	jmp	.LBB0_157
.LBB0_163:
	leaq	-40(%rbp), %rsp
	popq	%rbx
	popq	%r12
	popq	%r13
	popq	%r14
	popq	%r15
	popq	%rbp
	.cfi_def_cfa %rsp, 8
	vzeroupper
	retq
.Lfunc_end0:
	.size	pastix_dsubtract_product, .Lfunc_end0-pastix_dsubtract_product
	.cfi_endproc

	.section	".note.GNU-stack","",@progbits
